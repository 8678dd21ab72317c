using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan info PLAN</c>: identity, and the graph as a tree with grants and denials; or what the plan says, while components are missing.</summary>
internal static class PlanInfoVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var command = new Command("info", "Show a plan: its identity, its graph as a tree, who is granted and denied what.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            PlanDocument document = PlanReader.ReadFile(parsed.GetRequiredValue(file));
            ValidationReport report = PlanValidator.Validate(document, PlanSession.Validation(invocation));
            return LacksOnlyComponents(report) ? Outline(invocation, document.Plan!, report) : Whole(invocation, report.Require());
        }));
        return command;
    }

    private static bool LacksOnlyComponents(ValidationReport report) =>
        report.Plan is null && report.Document.Plan is not null && report.Errors.Concat(report.Warnings).Any(IsLack) && report.Errors.All(IsLack);

    private static bool IsLack(ComposeError error) => error.Code == ErrorCodes.Blob.NotFound || error.Code == ErrorCodes.Plan.SourceNotFound;

    private static int Whole(Invocation invocation, ValidatedPlan plan) => invocation.Succeed(Document(plan), text =>
    {
        text.Write(PlanTree.Draw(plan));
        text.WriteLine();
        Identify(text, plan.Identity, plan.Policy);
        foreach (ValidatedComponent component in plan.Components)
        {
            text.WriteLine($"component    {component.Id}  {component.Digest}  {component.Bytes.Length} bytes");
        }
    });

    /// <summary>What the plan says without its components, and which of them are not here.</summary>
    private static int Outline(Invocation invocation, Plan plan, ValidationReport report)
    {
        ComposeError[] lacks = [.. report.Errors.Concat(report.Warnings).Where(IsLack).Select(error => error with { IsWarning = true })];
        PlanIdentity? identity = report.Document.Identity;
        return invocation.Succeed(OutlineDocument(plan, identity), text =>
        {
            text.Write(PlanOutline.Of(plan));
            text.WriteLine();
            Identify(text, identity, plan.Policy);
            foreach (PlanComponent component in plan.Components)
            {
                text.WriteLine($"component    {component.Id}  {component.Digest?.ToString() ?? component.Source}");
            }
        }, lacks);
    }

    private static void Identify(TextWriter text, PlanIdentity? identity, PlanPolicy policy)
    {
        if (identity is not null)
        {
            text.WriteLine($"plan-digest  {identity.PlanDigest}");
            text.WriteLine($"plan-id      {identity.PlanId}");
        }

        text.WriteLine($"determinism  {policy.Determinism.ToString().ToLowerInvariant()}{(policy.Seed is { } seed ? $", seed {seed}" : string.Empty)}");
    }

    private static JsonObject OutlineDocument(Plan plan, PlanIdentity? identity) => new()
    {
        ["name"] = plan.Name,
        ["plan-digest"] = identity?.PlanDigest.ToString(),
        ["plan-id"] = identity?.PlanId.ToString(),
        ["determinism"] = plan.Policy.Determinism.ToString().ToLowerInvariant(),
        ["complete"] = false,
        ["components"] = new JsonArray([.. plan.Components.Select(component =>
            new JsonObject { ["id"] = component.Id, ["digest"] = component.Digest?.ToString(), ["source"] = component.Source })]),
        ["instances"] = new JsonArray([.. plan.Instances.Select(instance => new JsonObject
        {
            ["id"] = instance.Id,
            ["component"] = instance.Component,
            ["capabilities"] = new JsonArray([.. instance.Capabilities.Select(capability =>
                new JsonObject { ["name"] = capability.Name, ["level"] = capability.Level.ToString().ToLowerInvariant() })]),
        })]),
        ["wires"] = new JsonArray([.. plan.Wires.Select(wire =>
            new JsonObject { ["consumer"] = wire.Consumer, ["import"] = wire.Import, ["provider"] = wire.Provider, ["export"] = wire.Export })]),
        ["exports"] = new JsonArray([.. (plan.Exports ?? []).Select(export =>
            new JsonObject { ["name"] = export.Name, ["instance"] = export.Instance, ["export"] = export.Export })]),
    };

    private static JsonObject Document(ValidatedPlan plan)
    {
        var components = new JsonArray();
        foreach (ValidatedComponent component in plan.Components)
        {
            components.Add((JsonNode)new JsonObject { ["id"] = component.Id, ["digest"] = component.Digest.ToString(), ["bytes"] = component.Bytes.Length });
        }

        var instances = new JsonArray();
        foreach (ValidatedInstance instance in plan.Instances)
        {
            var imports = new JsonArray();
            foreach (ValidatedImport import in instance.Imports)
            {
                var entry = new JsonObject
                {
                    ["import"] = import.Name,
                    ["met-by"] = import.Resolution switch
                    {
                        ImportResolution.Wired => "instance",
                        ImportResolution.Host => "host",
                        _ => "nobody (types only)",
                    },
                };
                if (import.Resolution == ImportResolution.Wired)
                {
                    entry["instance"] = plan.Instances[import.Provider].Id;
                    entry["export"] = import.ProviderExport;
                }
                else if (import.Grant is { } grant)
                {
                    entry["state"] = grant.State.ToString().ToLowerInvariant();
                }

                imports.Add((JsonNode)entry);
            }

            instances.Add((JsonNode)new JsonObject { ["id"] = instance.Id, ["component"] = instance.Component.Id, ["imports"] = imports });
        }

        var exports = new JsonArray();
        foreach (ValidatedExport export in plan.Exports)
        {
            exports.Add((JsonNode)new JsonObject { ["name"] = export.Name, ["instance"] = plan.Instances[export.Instance].Id, ["export"] = export.InstanceExport });
        }

        return new JsonObject
        {
            ["name"] = plan.Plan.Name,
            ["plan-digest"] = plan.Identity.PlanDigest.ToString(),
            ["plan-id"] = plan.Identity.PlanId.ToString(),
            ["determinism"] = plan.Policy.Determinism.ToString().ToLowerInvariant(),
            ["components"] = components,
            ["instances"] = instances,
            ["exports"] = exports,
        };
    }
}
