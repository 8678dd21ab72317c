using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust explain FILE</c>: every step of every verdict, without refusing anything.</summary>
internal static class TrustExplainVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A plan, an artifact, a component, any signed file, or oci://HOST/NAME:TAG." };
        var command = new Command("explain", "Say for each component who vouches for it, and who does not and why.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ITrustGate gate = TrustSession.Gate(parsed);
            List<TrustExplanation> explanations = [.. TrustSession.Subjects(invocation, parsed.GetRequiredValue(file)).Select(subject =>
                gate is TrustGate policy ? policy.Explain(subject) : new TrustExplanation(subject, gate.Judge(subject), []))];
            string source = gate is TrustGate { Policy: { } used } ? used.File ?? "policy" : "none: local files are used as they are, what was fetched is refused";
            return invocation.Succeed(
                new JsonObject
                {
                    ["policy"] = source,
                    ["mode"] = gate.Mode.ToString().ToLowerInvariant(),
                    ["subjects"] = new JsonArray([.. explanations.Select(each => (JsonNode)TrustVerbs.Document(each))]),
                },
                text =>
                {
                    text.WriteLine($"policy: {source}");
                    text.WriteLine($"mode:   {gate.Mode.ToString().ToLowerInvariant()}");
                    explanations.ForEach(each => TrustVerbs.Print(text, each));
                });
        }));
        return command;
    }
}
