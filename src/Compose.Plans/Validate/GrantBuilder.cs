namespace Compose.Plans;

/// <summary>
/// Makes the grant of one (instance, import) pair: the capabilities that the plan gives to the instance, met with what
/// the host's policy allows.
/// </summary>
internal static class GrantBuilder
{
    public static Grant Build(WorkInstance instance, CapabilityName import, ValidationOptions options)
    {
        var grant = new Grant { Instance = instance.Path, Name = import, State = GrantState.Denied, Epoch = options.AuthorityEpoch };
        if (CapabilityVocabulary.IsInert(import))
        {
            return grant with { State = GrantState.Inert };
        }

        PlanCapability? exact = null, arguments = null, group = null;
        string? refused = null;
        foreach (var capability in instance.Plan.Capabilities)
        {
            if (!CapabilityVocabulary.Covers(capability.Name, import))
            {
                continue;
            }

            if (!options.HostPolicy.Allows(capability.Name, import))
            {
                refused = capability.Name;
            }
            else if (capability.Name == CapabilityVocabulary.Arguments)
            {
                arguments = capability;
            }
            else if (HasParameters(capability) || capability.Name == CapabilityVocabulary.Environment)
            {
                exact = capability;
            }
            else
            {
                group = capability;
            }
        }

        if (exact is null && arguments is null && group is null)
        {
            return grant with { Reason = refused is null ? "the plan does not grant it" : $"the host's policy does not allow {refused}" };
        }

        return grant with { State = GrantState.Granted, Parameters = Parameters(import, exact, arguments, group, options.HostPolicy) };
    }

    private static GrantParameters? Parameters(CapabilityName import, PlanCapability? exact, PlanCapability? arguments, PlanCapability? group, HostPolicy policy)
    {
        switch (import.Track)
        {
            case CapabilityVocabulary.Environment:
                return new EnvironmentParameters
                {
                    Variables = exact?.Variables ?? (exact is not null || group is not null ? [] : null),
                    InitialDirectory = exact?.InitialDirectory,
                    Arguments = arguments is not null || group is not null,
                    FixedArguments = arguments?.Arguments,
                };
            case "wasi:filesystem/preopens":
                var directories = exact?.Directories ?? [];
                return new FilesystemParameters { Directories = policy.ReadOnlyDirectories ? [.. directories.Select(d => d with { ReadOnly = true })] : directories };
            default:
                return import.Package is "wasi:sockets" or "wasi:http"
                    ? new NetworkParameters { Allow = exact?.Allow is { } allow ? [.. allow.Order(StringComparer.Ordinal)] : ["*"] }
                    : null;
        }
    }

    private static bool HasParameters(PlanCapability capability) =>
        capability.Variables is not null || capability.InitialDirectory is not null || capability.Directories is not null || capability.Allow is not null;
}
