using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Canonical;

namespace Compose.CommandLine;

/// <summary><c>canon cbor|json check|encode|diag</c>: the canonical forms by themselves.</summary>
internal static class CanonVerbs
{
    public static Command Create() => new("canon", "Check and make canonical CBOR and JSON.")
    {
        new Command("cbor", "Canonical CBOR: RFC 8949 §4.2.1, text in NFC.")
        {
            Verb("check", "Is the file canonical? Names every rule that is broken.", CheckCbor),
            Encoder("encode", "Write the canonical form of any CBOR.", bytes => CborWriter.Encode(Decode(bytes, out _))),
            Verb("diag", "Print diagnostic notation (RFC 8949 §8).", Diagnose),
        },
        new Command("json", "Canonical JSON: RFC 8785.")
        {
            Verb("check", "Is the file canonical?", CheckJson),
            Encoder("encode", "Write the canonical form of any JSON.", bytes => CanonicalJson.Canonicalize(bytes)),
            Verb("diag", "Print the data indented.", DiagnoseJson),
        },
    };

    private static CborNode Decode(byte[] bytes, out IReadOnlyList<CborViolation> violations, string? file = null) =>
        CborReader.Read(bytes, out violations, null, file);

    private static Command Verb(string name, string description, Func<Invocation, string, byte[], int> run)
    {
        var input = new Argument<string>("FILE") { Description = "The file; - is standard input." };
        var command = new Command(name, description) { input };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = parsed.GetRequiredValue(input);
            return run(invocation, path, InputFile.Read(path));
        }));
        return command;
    }

    private static Command Encoder(string name, string description, Func<byte[], byte[]> encode)
    {
        var input = new Argument<string>("FILE") { Description = "The file; - is standard input." };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var command = new Command(name, description) { input, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            byte[] bytes = encode(InputFile.Read(parsed.GetRequiredValue(input)));
            InputFile.Write(parsed.GetRequiredValue(output), bytes);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static int CheckCbor(Invocation invocation, string path, byte[] bytes)
    {
        Decode(bytes, out IReadOnlyList<CborViolation> violations, path);
        return violations.Count > 0
            ? invocation.Fail([.. violations.Select(violation => violation.ToError(ErrorCodes.Canon.NotCanonical, path))])
            : Canonical(invocation, bytes);
    }

    private static int CheckJson(Invocation invocation, string path, byte[] bytes) =>
        CanonicalJson.Check(bytes, path) is { } error ? invocation.Fail([error]) : Canonical(invocation, bytes);

    private static int Canonical(Invocation invocation, byte[] bytes)
    {
        Digest digest = Digest.Of(bytes);
        return invocation.Succeed(
            new JsonObject { ["canonical"] = true, ["bytes"] = bytes.Length, ["digest"] = digest.ToString() },
            text => text.WriteLine($"canonical, {bytes.Length} bytes, {digest}"));
    }

    private static int Diagnose(Invocation invocation, string path, byte[] bytes)
    {
        string shown = CborDiagnostic.PrintIndented(Decode(bytes, out _, path));
        return invocation.Succeed(new JsonObject { ["diagnostic"] = shown }, text => text.Write(shown));
    }

    private static int DiagnoseJson(Invocation invocation, string path, byte[] bytes)
    {
        // The strict reader first: it refuses duplicate keys and says where.
        JsonReader.Read(bytes, null, path);
        System.Text.Json.Nodes.JsonNode? data = System.Text.Json.Nodes.JsonNode.Parse(bytes);
        return invocation.Succeed(new JsonObject { ["data"] = data?.DeepClone() }, text =>
            text.WriteLine(data?.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) ?? "null"));
    }
}
