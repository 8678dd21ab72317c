using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Printing;

namespace Compose.CommandLine;

/// <summary><c>wit parse WIT</c>: reads and resolves, shows every error with its line, and counts what is there.</summary>
internal static class WitParseVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("parse", "Parse and resolve; --json writes the resolved form.") { source, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedWit wit = WitVerbs.Load(parsed.GetRequiredValue(source), WitVerbs.Options(parsed, features, all));
            var document = new JsonObject { ["main"] = wit.Main.Index, ["resolved"] = invocation.Format == Format.Text ? null : WitJson.Of(wit) };
            return invocation.Succeed(document, text =>
            {
                Row(text, wit, wit.Main);
                for (int i = 0; i < wit.Packages.Count; i++)
                {
                    if (i != wit.Main.Index)
                    {
                        Row(text, wit, new PackageId(i));
                    }
                }
            });
        }));
        return command;
    }

    private static void Row(TextWriter text, ResolvedWit wit, PackageId id)
    {
        WitPackage package = wit[id];
        int types = 0, functions = 0;
        foreach (InterfaceId item in package.Interfaces.Values)
        {
            types += wit[item].Types.Count;
            functions += wit[item].Functions.Count;
        }

        text.WriteLine(
            $"{package.Name}: {Count(package.Interfaces.Count, "interface")}, {Count(package.Worlds.Count, "world")}, {Count(types, "type")}, {Count(functions, "function")}");
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? string.Empty : "s")}";
}
