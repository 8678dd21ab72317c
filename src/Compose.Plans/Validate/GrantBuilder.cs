namespace Compose.Plans;

/// <summary>
/// Makes the grant of one (instance, import) pair: the capabilities that the plan gives to the instance, met with what
/// the host's policy allows.
/// </summary>
internal static class GrantBuilder
{
    /// <param name="instance">Who would hold the grant.</param>
    /// <param name="import">What it imports.</param>
    /// <param name="options">The host's policy and the epoch.</param>
    /// <param name="folder">What paths of the plan count from.</param>
    /// <param name="lost">Gets in words what the policy's ceilings and roots take away.</param>
    public static Grant Build(WorkInstance instance, CapabilityName import, ValidationOptions options, string folder, ICollection<string>? lost = null)
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
            else if (capability.HasParameters || capability.Name == CapabilityVocabulary.Environment)
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

        PlanCapability source = (exact ?? group ?? arguments)!;
        grant = grant with
        {
            State = GrantState.Granted,
            Parameters = Parameters(import, exact, arguments, group),
            Capability = source.Name,
            Budget = BudgetOf(source),
            Expires = ExpiryOf(source),
        };
        return Within(grant, options.HostPolicy, folder, lost ?? []);
    }

    /// <summary>The grant within the ceilings and roots of a policy.</summary>
    private static Grant Within(Grant grant, HostPolicy policy, string folder, ICollection<string> lost)
    {
        foreach (PlanCapability ceiling in policy.Ceilings)
        {
            if (!CapabilityVocabulary.Covers(ceiling.Name, grant.Name))
            {
                continue;
            }

            DateTimeOffset? expires = ExpiryOf(ceiling);
            grant = grant with
            {
                Parameters = ceiling.HasScope ? GrantCeiling.Meet(grant.Parameters, Parameters(grant.Name, ceiling, null, null), lost) : grant.Parameters,
                Budget = GrantCeiling.Meet(grant.Budget, BudgetOf(ceiling)),
                Expires = grant.Expires is null || expires < grant.Expires ? expires ?? grant.Expires : grant.Expires,
            };
        }

        if (grant.Parameters is FilesystemParameters files)
        {
            var directories = new List<DirectoryGrant>(files.Directories.Count);
            foreach (DirectoryGrant directory in files.Directories)
            {
                if (policy.Narrow(directory, folder) is { } narrowed)
                {
                    directories.Add(narrowed);
                    if (narrowed.ReadOnly && !directory.ReadOnly)
                    {
                        lost.Add($"writing to {directory.GuestPath}");
                    }
                }
                else
                {
                    lost.Add($"the directory {directory.HostPath}, which lies in none of the host's roots");
                }
            }

            grant = grant with { Parameters = new FilesystemParameters { Directories = directories } };
        }

        return grant;
    }

    private static DateTimeOffset? ExpiryOf(PlanCapability capability) =>
        capability.NumberOf(CapabilityParameter.Expires) is { } instant ? DateTimeOffset.FromUnixTimeMilliseconds((long)instant) : null;

    private static GrantParameters? Parameters(CapabilityName import, PlanCapability? exact, PlanCapability? arguments, PlanCapability? group)
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
                return new FilesystemParameters { Directories = exact?.Directories ?? [] };
            default:
                return import.Package switch
                {
                    "wasi:http" => new NetworkParameters
                    {
                        Allow = exact?.Allow is { } allow ? [.. allow.Order(StringComparer.Ordinal)] : ["*"],
                        Methods = exact?.TextsOf(CapabilityParameter.Methods) is { } methods ? [.. methods.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                        Headers = exact?.TextsOf(CapabilityParameter.Headers) is { } headers ? [.. headers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                    },
                    "wasi:sockets" => exact is { HasScope: true } ? SocketRules(exact) : SocketParameters.Everything,
                    "wasi:keyvalue" => new KeyValueParameters
                    {
                        Buckets = exact?.TextsOf(CapabilityParameter.Buckets) is { } buckets ? [.. buckets.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                        ReadOnly = exact?.Find(CapabilityParameter.ReadOnly) is not null,
                        QuotaBytes = exact?.NumberOf(CapabilityParameter.Quota),
                    },
                    "compose:dynlink" => new LinkParameters
                    {
                        Providers = exact?.TextsOf(CapabilityParameter.Providers) is { } providers ? [.. providers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                    },
                    "std:secrets" when import.Interface == "bearer" => new NetworkParameters { Allow = exact?.Allow is { } hosts ? [.. hosts.Order(StringComparer.Ordinal)] : [] },
                    "wasi:config" => new ConfigParameters { Entries = exact?.Variables ?? [] },
                    _ => null,
                };
        }
    }

    private static GrantBudget? BudgetOf(PlanCapability capability)
    {
        PlanParameter? rate = capability.Find(CapabilityParameter.Rate);
        var budget = new GrantBudget
        {
            Calls = capability.NumberOf(CapabilityParameter.Calls),
            Bytes = capability.NumberOf(CapabilityParameter.Bytes),
            RateCalls = rate?.Number,
            RateMilliseconds = rate?.Period ?? 0,
        };
        return budget == new GrantBudget() ? null : budget;
    }

    /// <summary>
    /// <c>allow</c> stands for <c>connect</c>, <c>udp</c> and the names within it for <c>lookup</c>; a name that may be
    /// connected to may be looked up.
    /// </summary>
    private static SocketParameters SocketRules(PlanCapability capability)
    {
        IReadOnlyList<string> allow = capability.Allow ?? [];
        string[] connect = Sorted([.. allow, .. capability.TextsOf(CapabilityParameter.Connect) ?? []]);
        string[] udp = Sorted([.. allow, .. capability.TextsOf(CapabilityParameter.Udp) ?? []]);
        var names = new List<string>(capability.TextsOf(CapabilityParameter.Lookup) ?? []);
        foreach (string text in (string[])[.. connect, .. udp])
        {
            if (PeerRule.TryParse(text, out PeerRule? rule, out _) && (rule.Name is not null || (rule.IsAnyHost && allow.Contains(text))))
            {
                names.Add(rule.NamePattern!);
            }
        }

        return new SocketParameters
        {
            Connect = connect,
            Listen = Sorted(capability.TextsOf(CapabilityParameter.Listen) ?? []),
            Udp = udp,
            Bind = Sorted(capability.TextsOf(CapabilityParameter.Bind) ?? []),
            Lookup = Sorted(names),
        };
    }

    private static string[] Sorted(IReadOnlyList<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
