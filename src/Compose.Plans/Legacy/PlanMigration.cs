namespace Compose.Plans;

/// <summary>Turns a plan of version 1 into the model of version 2, which is another identity.</summary>
public static class PlanMigration
{
    /// <summary>
    /// One instance of each component under its id; every instance gets the capabilities and secrets that version 1 gave
    /// to all; what the root exports is exported, unless exports were named.
    /// </summary>
    internal static Plan Convert(PlanV1 old)
    {
        var uses = old.Secrets.Select(s => new PlanSecretUse { Name = s.Id, Secret = s.Id, Mark = s.Mark }).OrderBy(u => u.Name, StringComparer.Ordinal).ToList();
        var capabilities = new List<PlanCapability>();
        foreach (var capability in old.Capabilities)
        {
            int same = capabilities.FindIndex(c => c.Name == capability.Name);
            if (same < 0)
            {
                capabilities.Add(capability);
            }
            else if (capability.Level == CapabilityLevel.Required)
            {
                capabilities[same] = capability;
            }
        }

        return new Plan
        {
            Components = old.Components,
            Instances = old.Components.Select(c => new PlanInstance { Id = c.Id, Component = c.Id, Capabilities = capabilities, Secrets = uses, Mark = c.Mark, ComponentMark = c.Mark }).ToList(),
            Wires = old.Bindings,
            Exports = old.ExplicitExports.Count > 0 ? old.ExplicitExports : [new PlanExport { Instance = old.Root, Mark = old.Mark }],
            Secrets = old.Secrets,
            Policy = old.Policy,
        };
    }

    /// <summary>The canonical <c>plan-v2</c> of a plan of version 1. Needs no component to be there.</summary>
    /// <exception cref="ComposeException">The document is not a sound plan of version 1.</exception>
    public static byte[] ToCanonicalV2(PlanDocument document)
    {
        var plan = document.Require();
        return document.Form is PlanForm.V1 or PlanForm.LegacyV1
            ? PlanCborWriter.Encode(plan)
            : throw new ComposeException(ErrorCodes.Plan.UnsupportedVersion, "only plans of version 1 are migrated", new ErrorLocation { File = document.File }, "a plan of version 2 is built: composectl plan build");
    }
}
