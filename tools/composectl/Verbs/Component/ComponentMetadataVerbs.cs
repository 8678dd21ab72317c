using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Core;
using Compose.Wasm.Listing;
using Compose.Wasm.Metadata;

namespace Compose.CommandLine;

/// <summary><c>component metadata show|add</c>: what a binary says of itself, read and written.</summary>
internal static class ComponentMetadataVerbs
{
    private static readonly string[] s_fields = ["language", "processed-by", "sdk"];

    public static Command Create() => new("metadata", "Show and write names, producers and annotations.")
    {
        Show(),
        Add(),
    };

    private static Command Show()
    {
        Argument<string> file = ComponentVerbs.File();
        var command = new Command("show", "Show what a binary, and all that is nested in it, says of itself.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            BinarySummary summary = ComponentVerbs.Reading(path, () => BinarySummary.Of(bytes));
            return invocation.Succeed(Document(summary), text => Draw(text, summary, string.Empty));
        }));
        return command;
    }

    private static Command Add()
    {
        Argument<string> file = ComponentVerbs.File();
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", Required = true };
        var name = new Option<string?>("--name") { Description = "The name of the component or module.", HelpName = "TEXT" };
        var command = new Command("add", "Write names, producers and annotations into a binary; everything else keeps its bytes.") { file, output, name };
        var producers = new List<Option<string[]>>();
        foreach (string field in s_fields)
        {
            var option = new Option<string[]>("--" + field) { Description = Producer(field), HelpName = "NAME=VERSION", AllowMultipleArgumentsPerToken = false };
            producers.Add(option);
            command.Add(option);
        }

        var annotations = new List<Option<string?>>();
        foreach (string annotation in BinaryAnnotations.Names)
        {
            // --version of the program itself is an option of the root only.
            var option = new Option<string?>("--" + annotation) { Description = Annotation(annotation), HelpName = "TEXT" };
            annotations.Add(option);
            command.Add(option);
        }

        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            MetadataChanges changes = Changes(parsed, name, producers, annotations);
            if (changes.IsEmpty)
            {
                throw new ComposeException(ErrorCodes.Generic.Usage, "nothing to add: give a name, a producer or an annotation");
            }

            string path = parsed.GetRequiredValue(file);
            byte[] bytes = InputFile.Read(path);
            byte[] made = ComponentVerbs.Reading(path, () => changes.ApplyTo(bytes));
            string target = parsed.GetRequiredValue(output);
            InputFile.Write(target, made);
            return target == "-" ? ExitCode.Ok : invocation.Succeed(
                new JsonObject { ["file"] = target, ["bytes"] = made.Length, ["digest"] = Digest.Of(made).ToString() },
                text => text.WriteLine($"{target}: {made.Length} bytes, {Digest.Of(made)}"));
        }));
        return command;
    }

    private static MetadataChanges Changes(
        ParseResult parsed, Option<string?> name, List<Option<string[]>> producers, List<Option<string?>> annotations)
    {
        var entries = new List<Producers.Entry>();
        for (int i = 0; i < s_fields.Length; i++)
        {
            foreach (string value in parsed.GetValue(producers[i]) ?? [])
            {
                int at = value.IndexOf('=', StringComparison.Ordinal);
                if (at == 0)
                {
                    throw new ComposeException(ErrorCodes.Generic.Usage, $"--{s_fields[i]} {value}: write NAME=VERSION, or NAME alone");
                }

                entries.Add(at < 0 ? new(s_fields[i], value, string.Empty) : new(s_fields[i], value[..at], value[(at + 1)..]));
            }
        }

        var texts = new Dictionary<string, string>();
        for (int i = 0; i < annotations.Count; i++)
        {
            if (parsed.GetValue(annotations[i]) is { } text)
            {
                texts.Add(BinaryAnnotations.Names[i], text);
            }
        }

        return new MetadataChanges { Name = parsed.GetValue(name), Producers = entries, Annotations = texts };
    }

    private static string Producer(string field) => field switch
    {
        "language" => "A source language; may be given several times.",
        "processed-by" => "A tool that made or changed the binary; may be given several times.",
        _ => "A kit that the sources were written against; may be given several times.",
    };

    private static string Annotation(string name) => name switch
    {
        "version" => "The version of what the binary is.",
        "description" => "What it is there for, in a sentence.",
        "authors" => "Who wrote it.",
        "licenses" => "Its licences, as an SPDX expression.",
        "source" => "Where its sources are.",
        "homepage" => "Where it is described.",
        _ => "The commit of the sources.",
    };

    private static void Draw(TextWriter text, BinarySummary at, string indent)
    {
        string name = at.Name is null ? string.Empty : $" `{Terminal.Printable(at.Name)}`";
        text.WriteLine($"{indent}{(at.IsComponent ? "component" : "core module")}{name}  {at.Size} bytes at 0x{at.Offset:x}");
        foreach ((string annotation, string content) in at.Annotations)
        {
            text.WriteLine($"{indent}  {annotation}: {Terminal.Printable(content)}");
        }

        foreach (Producers.Entry entry in at.Producers)
        {
            text.WriteLine(indent + "  " + ComponentInspectVerb.Line(entry));
        }

        foreach (BinarySummary inner in at.Nested)
        {
            Draw(text, inner, indent + "  ");
        }
    }

    private static JsonObject Document(BinarySummary at)
    {
        var json = new JsonObject { ["kind"] = at.IsComponent ? "component" : "module", ["offset"] = at.Offset, ["bytes"] = at.Size };
        if (at.Name is not null)
        {
            json["name"] = at.Name;
        }

        var annotations = new JsonObject();
        foreach ((string annotation, string content) in at.Annotations)
        {
            annotations[annotation] = content;
        }

        json["annotations"] = annotations;
        json["producers"] = ComponentInspectVerb.Producers(at);
        json["nested"] = new JsonArray([.. at.Nested.Select(inner => (JsonNode)Document(inner))]);
        return json;
    }
}
