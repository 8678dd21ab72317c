using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Canonical;

namespace Compose.CommandLine;

/// <summary><c>wit id WIT</c>: ids by the canonical form, the same for text and binary.</summary>
internal static class WitIdVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        var package = new Option<string?>("--package", "-p") { Description = "This package instead of the main one.", HelpName = "NAME" };
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("id", "Show the ids of a package, its interfaces and worlds (witcanon:1).") { source, package, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedWit wit = WitVerbs.Load(parsed.GetRequiredValue(source), WitVerbs.Options(parsed, features, all));
            PackageId id = WitVerbs.Package(wit, parsed.GetValue(package));
            var canonical = new WitCanonical(wit);
            var interfaces = wit[id].Interfaces.ToDictionary(item => item.Key, item => canonical.IdOf(item.Value).ToString(), StringComparer.Ordinal);
            var worlds = wit[id].Worlds.ToDictionary(item => item.Key, item => canonical.IdOf(item.Value).ToString(), StringComparer.Ordinal);
            var document = new JsonObject
            {
                ["package"] = wit[id].Name.ToString(),
                ["package-id"] = canonical.IdOf(id).ToString(),
                ["interfaces"] = Ids(interfaces),
                ["worlds"] = Ids(worlds),
            };
            return invocation.Succeed(document, text =>
            {
                text.WriteLine($"{canonical.IdOf(id)}  package    {wit[id].Name}");
                Write(text, "interface", interfaces);
                Write(text, "world", worlds);
            });
        }));
        return command;
    }

    private static JsonObject Ids(Dictionary<string, string> ids)
    {
        var json = new JsonObject();
        foreach ((string name, string id) in ids.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            json[name] = id;
        }

        return json;
    }

    private static void Write(TextWriter text, string kind, Dictionary<string, string> ids)
    {
        foreach ((string name, string id) in ids.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            text.WriteLine($"{id}  {kind,-9}  {name}");
        }
    }
}
