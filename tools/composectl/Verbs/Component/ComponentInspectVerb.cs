using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Listing;

namespace Compose.CommandLine;

/// <summary><c>component inspect FILE</c>: imports, exports, what is nested, who made it, sizes and digests as a tree.</summary>
internal static class ComponentInspectVerb
{
    public static Command Create()
    {
        Argument<string> file = ComponentVerbs.File();
        var command = new Command("inspect", "Draw a component as a tree: imports, exports, modules, producers, sizes, digests.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            BinarySummary summary = ComponentVerbs.Reading(path, () => BinarySummary.Of(bytes));
            return invocation.Succeed(Document(summary), text => Draw(text, summary, string.Empty, string.Empty));
        }));
        return command;
    }

    private static void Draw(TextWriter text, BinarySummary at, string branch, string indent)
    {
        string name = at.Name is null ? string.Empty : $" `{Terminal.Printable(at.Name)}`";
        text.WriteLine($"{branch}{(at.IsComponent ? "component" : "core module")}{name}  {at.Size} bytes at 0x{at.Offset:x}  {at.Digest}");
        var lines = new List<string>();
        foreach ((string import, string kind) in at.Imports)
        {
            lines.Add($"import {import}: {kind}");
        }

        foreach ((string export, string kind) in at.Exports)
        {
            lines.Add($"export {export}: {kind}");
        }

        if (!at.IsComponent)
        {
            lines.Add($"{at.Functions} functions, {at.Content.Code} bytes of code, {at.Content.Data} bytes of data");
        }

        foreach (Wasm.Core.Producers.Entry entry in at.Producers)
        {
            lines.Add(Line(entry));
        }

        foreach ((string section, int size) in at.CustomSections)
        {
            lines.Add($"custom section `{section}`: {size} bytes");
        }

        for (int i = 0; i < lines.Count; i++)
        {
            text.WriteLine($"{indent}{(i == lines.Count - 1 && at.Nested.Count == 0 ? "└─ " : "├─ ")}{Terminal.Printable(lines[i])}");
        }

        for (int i = 0; i < at.Nested.Count; i++)
        {
            bool last = i == at.Nested.Count - 1;
            Draw(text, at.Nested[i], indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
        }
    }

    private static JsonObject Document(BinarySummary at)
    {
        var json = new JsonObject { ["kind"] = at.IsComponent ? "component" : "module" };
        if (at.Name is not null)
        {
            json["name"] = at.Name;
        }

        json["offset"] = at.Offset;
        json["bytes"] = at.Size;
        json["digest"] = at.Digest.ToString();
        json["imports"] = Items(at.Imports);
        json["exports"] = Items(at.Exports);
        if (!at.IsComponent)
        {
            json["functions"] = at.Functions;
            json["code-bytes"] = at.Content.Code;
            json["data-bytes"] = at.Content.Data;
        }

        json["producers"] = Producers(at);
        json["custom-sections"] = new JsonArray([.. at.CustomSections.Select(section => (JsonNode)new JsonObject
        {
            ["name"] = section.Name, ["bytes"] = section.Size,
        })]);
        json["nested"] = new JsonArray([.. at.Nested.Select(inner => (JsonNode)Document(inner))]);
        return json;
    }

    /// <summary>A producer as words.</summary>
    public static string Line(Wasm.Core.Producers.Entry entry) =>
        Terminal.Printable($"{entry.Field}: {entry.Name}{(entry.Version.Length == 0 ? string.Empty : $" {entry.Version}")}");

    /// <summary>The producers of a binary as data.</summary>
    public static JsonArray Producers(BinarySummary at) => new([.. at.Producers.Select(entry => (JsonNode)new JsonObject
    {
        ["field"] = entry.Field, ["name"] = entry.Name, ["version"] = entry.Version,
    })]);

    private static JsonArray Items(IReadOnlyList<(string Name, string Kind)> items) =>
        new([.. items.Select(item => (JsonNode)new JsonObject { ["name"] = item.Name, ["kind"] = item.Kind })]);
}
