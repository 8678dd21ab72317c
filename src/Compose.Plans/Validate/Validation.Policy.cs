namespace Compose.Plans;

/// <content>Phase E: the plan's policy and capabilities against the host's.</content>
internal sealed partial class Validation
{
    private PlanPolicy MeetPolicy(PlanPolicy plan, ErrorBag errors)
    {
        var host = _options.HostPolicy;
        string? tenant = plan.Tenant;
        if (_options.Tenant is { } asked)
        {
            if (tenant is not null && tenant != asked)
            {
                errors.Add(ErrorCodes.Plan.PolicyViolation, $"the plan belongs to the tenant '{tenant}' and is used for '{asked}'", plan.Mark, "use it for its own tenant, or leave the tenant out of the plan");
            }

            tenant = asked;
        }

        if (host.Tenant is { } only && tenant != only)
        {
            errors.Add(ErrorCodes.Plan.PolicyViolation, tenant is null ? $"this host runs plans of the tenant '{only}' only, and the plan names none" : $"this host runs plans of the tenant '{only}' only, not of '{tenant}'", plan.Mark, $"policy: {{tenant: {only}}}, or --tenant {only}");
        }

        if (host.Engine is { } engine && plan.Engine is { } own && own != engine)
        {
            errors.Add(
                ErrorCodes.Plan.PolicyViolation,
                $"the plan asks for the engine '{own.ToString().ToLowerInvariant()}', and this host runs plans on '{engine.ToString().ToLowerInvariant()}' only",
                plan.Mark,
                "leave the engine out of the plan, or use another host");
        }

        foreach (var instance in _instances)
        {
            foreach (var capability in instance.Plan.Capabilities)
            {
                CheckCapability(instance, capability, errors);
            }
        }

        var limits = plan.Limits.Meet(host.Limits);
        Tell("cpu", plan.Limits.CpuMilliseconds, limits.CpuMilliseconds, "ms");
        Tell("memory", plan.Limits.MemoryBytes, limits.MemoryBytes, " bytes");
        Tell("io-operations", plan.Limits.IoOperations, limits.IoOperations, string.Empty);
        Tell("time", plan.Limits.WallMilliseconds, limits.WallMilliseconds, "ms");
        Tell("fuel", plan.Limits.Fuel, limits.Fuel, string.Empty);
        Tell("max-table-elements", plan.Limits.TableElements, limits.TableElements, string.Empty);
        Tell("max-handles", plan.Limits.Handles, limits.Handles, string.Empty);
        Tell("max-open-files", plan.Limits.OpenFiles, limits.OpenFiles, string.Empty);
        Tell("max-output", plan.Limits.OutputBytes, limits.OutputBytes, " bytes");
        if (host.Determinism < plan.Determinism)
        {
            errors.Warn(ErrorCodes.Plan.LimitCapped, $"the host asks for determinism '{host.Determinism.ToString().ToLowerInvariant()}' and makes the run stricter than the plan", plan.Mark);
        }

        return plan with { Tenant = tenant, Engine = host.Engine ?? plan.Engine, Limits = limits, Determinism = (DeterminismMode)Math.Min((int)plan.Determinism, (int)host.Determinism) };

        void Tell(string name, ulong? wanted, ulong? given, string unit)
        {
            if (wanted > given)
            {
                errors.Warn(ErrorCodes.Plan.LimitCapped, $"the limit '{name}' is lowered from {wanted}{unit} to the host's {given}{unit}", plan.Mark);
            }
        }
    }

    private void CheckCapability(WorkInstance instance, PlanCapability capability, ErrorBag errors)
    {
        var host = _options.HostPolicy;
        if (instance.Component?.Type is not { } type)
        {
            return;
        }

        bool used = false, told = false;
        foreach (var import in type.Imports)
        {
            if (!CapabilityName.TryParse(import.Name, out var name) || CapabilityVocabulary.IsInert(name) || !CapabilityVocabulary.Covers(capability.Name, name))
            {
                continue;
            }

            used = true;
            if (host.Allows(capability.Name, name))
            {
                // Once, not for each interface of a package.
                if (host.NarrowsScope && !told && (capability.HasParameters || !instance.Plan.Capabilities.Any(other => other != capability && other.HasParameters && CapabilityVocabulary.Covers(other.Name, name))))
                {
                    told = CheckScope(instance, capability, name, errors);
                }

                continue;
            }

            if (capability.Level == CapabilityLevel.Required)
            {
                errors.Add(
                    ErrorCodes.Plan.PolicyViolation,
                    $"'{instance.Plan.Id}' requires {capability.Name}, and the host's policy does not allow {import.Name}",
                    capability.Mark,
                    "make it optional if the plan is good without it, or ask whoever runs the host",
                    instance.Path,
                    new Dictionary<string, string>(2) { ["capability"] = capability.Name, ["policy"] = host.File ?? "host" });
            }
            else
            {
                errors.Warn(ErrorCodes.Plan.CapabilityDenied, $"'{instance.Plan.Id}' is not granted {import.Name}: the host's policy does not allow it, and the capability is optional", capability.Mark, null, instance.Path);
            }
        }

        // Version 1 and implicit plans give the same list to everybody.
        if (!used && _document.Form is PlanForm.Authored or PlanForm.V2)
        {
            errors.Warn(ErrorCodes.Plan.UnusedCapability, $"'{instance.Plan.Id}' is given {capability.Name} and imports nothing of it", capability.Mark, "remove it", instance.Path);
        }
    }

    /// <summary>What the plan gives beyond the host's ceilings and roots: an error where it is required, else a warning.</summary>
    /// <returns>Whether there was something to say.</returns>
    private bool CheckScope(WorkInstance instance, PlanCapability capability, CapabilityName import, ErrorBag errors)
    {
        var lost = new List<string>();
        GrantBuilder.Build(instance, import, _options, Folder, lost);
        if (lost.Count == 0)
        {
            return false;
        }

        string what = string.Join("; ", lost);
        if (capability.Level == CapabilityLevel.Required)
        {
            errors.Add(
                ErrorCodes.Plan.PolicyViolation,
                $"'{instance.Plan.Id}' requires {capability.Name} beyond what the host's policy allows: {what}",
                capability.Mark,
                "ask for less, or make it optional: then only what the host allows is granted",
                instance.Path,
                new Dictionary<string, string>(2) { ["capability"] = capability.Name, ["policy"] = _options.HostPolicy.File ?? "host" });
        }
        else
        {
            errors.Warn(ErrorCodes.Plan.CapabilityDenied, $"'{instance.Plan.Id}' is granted less of {capability.Name} than it asks for, by the host's policy: {what}", capability.Mark, null, instance.Path);
        }

        return true;
    }
}
