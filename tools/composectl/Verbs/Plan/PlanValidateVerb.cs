using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan validate PLAN</c>: the six phases, every error of every one that can run.</summary>
internal static class PlanValidateVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var phase = new Option<string?>("--phase") { Description = "Report one phase only: schema, availability, shape, graph, policy, dry-link, or A to F.", HelpName = "PHASE" };
        var until = new Option<string?>("--until") { Description = "Stop after this phase.", HelpName = "PHASE" };
        var command = new Command("validate", "Check a plan in six phases and report every error.") { file, phase, until };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            PlanPhase? only = Phase(parsed.GetValue(phase), "--phase");
            ValidationReport report = PlanValidator.Validate(
                PlanReader.ReadFile(parsed.GetRequiredValue(file)),
                PlanSession.Validation(invocation) with { Until = only ?? Phase(parsed.GetValue(until), "--until") ?? PlanPhase.DryLink });
            IReadOnlyList<PhaseReport> phases = [.. report.Phases.Where(each => only is null || each.Phase == only)];
            ComposeError[] errors = [.. phases.SelectMany(each => each.Errors)], warnings = [.. phases.SelectMany(each => each.Warnings)];
            var document = new JsonObject { ["phases"] = Phases(phases) };
            if (report.Resolved is { } resolved)
            {
                document["plan-digest"] = resolved.Identity.PlanDigest.ToString();
                document["plan-id"] = resolved.Identity.PlanId.ToString();
            }

            if (errors.Length > 0)
            {
                return invocation.Fail([.. errors, .. warnings], document);
            }

            return invocation.Succeed(document, text => Print(text, report, phases), warnings);
        }));
        return command;
    }

    private static void Print(TextWriter text, ValidationReport report, IReadOnlyList<PhaseReport> phases)
    {
        foreach (PhaseReport phase in phases)
        {
            string mark = !phase.Ran ? "–" : phase.Errors.Count == 0 ? Terminal.Paint("32", "ok") : Terminal.Paint("31", "failed");
            text.WriteLine($"{phase.Letter} {phase.Title}: {mark}");
        }

        if (report.Plan is { } plan)
        {
            text.WriteLine($"valid: {plan.Instances.Count} instances of {plan.Components.Count} components, plan {plan.Identity.PlanDigest}");
        }
    }

    private static JsonArray Phases(IEnumerable<PhaseReport> phases)
    {
        var array = new JsonArray();
        foreach (PhaseReport phase in phases)
        {
            array.Add((JsonNode)new JsonObject
            {
                ["phase"] = phase.Name,
                ["letter"] = phase.Letter.ToString(),
                ["ran"] = phase.Ran,
                ["errors"] = phase.Errors.Count,
                ["warnings"] = phase.Warnings.Count,
            });
        }

        return array;
    }

    private static PlanPhase? Phase(string? text, string option) =>
        text is null ? null
        : PhaseReport.TryParse(text, out PlanPhase phase) ? phase
        : throw new ComposeException(ErrorCodes.Generic.Usage, $"{option} knows no phase '{text}'", null, "schema, availability, shape, graph, policy, dry-link, or A to F");
}
