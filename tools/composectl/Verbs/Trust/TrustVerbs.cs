using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust sign|verify|explain|list|add|keygen|policy</c>.</summary>
internal static class TrustVerbs
{
    public static Command Create() => new("trust", "Sign, verify, and say who may vouch for what.")
    {
        TrustSignVerb.Create(),
        TrustVerifyVerb.Create(),
        TrustExplainVerb.Create(),
        TrustListVerb.Create(),
        TrustAddVerb.Create(),
        TrustKeygenVerb.Create(),
        TrustPolicyVerbs.Create(),
    };

    public static JsonObject Document(TrustExplanation explanation)
    {
        TrustVerdict verdict = explanation.Verdict;
        var steps = new JsonArray();
        foreach (TrustStep step in explanation.Steps)
        {
            steps.Add((JsonNode)new JsonObject
            {
                ["authority"] = step.Authority,
                ["backend"] = step.Backend,
                ["vouches"] = step.Voucher is not null,
                ["signer"] = step.Voucher?.Signer,
                ["cached"] = step.Voucher?.WasCached,
                ["problem"] = step.Problem?.Message,
                ["code"] = step.Problem?.Code.Name,
            });
        }

        return new JsonObject
        {
            ["name"] = explanation.Subject.Name,
            ["digest"] = explanation.Subject.Digest.ToString(),
            ["origin"] = explanation.Subject.Origin.ToString().ToLowerInvariant(),
            ["source"] = explanation.Subject.Source,
            ["allowed"] = verdict.IsAllowed,
            ["label"] = verdict.Label.ToString(),
            ["rule"] = verdict.Rule,
            ["steps"] = steps,
        };
    }

    public static void Print(TextWriter text, TrustExplanation explanation)
    {
        TrustVerdict verdict = explanation.Verdict;
        string mark = verdict.IsAllowed ? verdict.Label.IsVerified ? Terminal.Paint("32", "trusted") : Terminal.Paint("33", "allowed") : Terminal.Paint("31", "refused");
        text.WriteLine($"{mark} {explanation.Subject.Name} {explanation.Subject.Digest} {verdict.Label} ({verdict.Rule})");
        foreach (TrustStep step in explanation.Steps)
        {
            text.WriteLine(step.Voucher is { } voucher
                ? $"  yes {step.Authority} ({step.Backend}): {voucher.Signer}{(voucher.WasCached ? ", remembered" : string.Empty)}"
                : $"  no  {step.Authority} ({step.Backend}): {step.Problem?.Message}");
        }
    }
}
