using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>plan info PLAN</c>: identity, and the graph as a tree with grants and denials.</summary>
internal static class PlanInfoVerb
{
    public static Command Create()
    {
        Argument<string> file = PlanVerbs.File();
        var command = new Command("info", "Show a plan: its identity, its graph as a tree, who is granted and denied what.") { file };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ValidatedPlan plan = PlanSession.Validated(invocation, parsed.GetRequiredValue(file));
            return invocation.Succeed(Document(plan), text =>
            {
                text.Write(PlanTree.Draw(plan));
                text.WriteLine();
                text.WriteLine($"plan-digest  {plan.Identity.PlanDigest}");
                text.WriteLine($"plan-id      {plan.Identity.PlanId}");
                text.WriteLine($"determinism  {plan.Policy.Determinism.ToString().ToLowerInvariant()}{(plan.Policy.Seed is { } seed ? $", seed {seed}" : string.Empty)}");
                foreach (ValidatedComponent component in plan.Components)
                {
                    text.WriteLine($"component    {component.Id}  {component.Digest}  {component.Bytes.Length} bytes");
                }
            });
        }));
        return command;
    }

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
