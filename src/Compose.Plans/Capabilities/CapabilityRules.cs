namespace Compose.Plans;

/// <summary>Which parameters fit a capability, for plans of either form.</summary>
internal static class CapabilityRules
{
    public static void Check(PlanCapability capability, SourceMark mark, ErrorBag errors)
    {
        var allowed = CapabilityVocabulary.TryFind(capability.Name, out var entry) ? entry.Parameters : CapabilityParameterKinds.None;
        Refuse(capability.Variables is not null, CapabilityParameterKinds.Variables, "vars");
        Refuse(capability.InitialDirectory is not null, CapabilityParameterKinds.InitialDirectory, "cwd");
        Refuse(capability.Arguments is not null, CapabilityParameterKinds.Arguments, "values");
        Refuse(capability.Directories is not null, CapabilityParameterKinds.Directories, "dirs");
        Refuse(capability.Allow is not null, CapabilityParameterKinds.Allow, "allow");

        int count = (capability.Variables?.Count ?? 0) + (capability.Arguments?.Count ?? 0) + (capability.Directories?.Count ?? 0) + (capability.Allow?.Count ?? 0);
        if (count > PlanLimits.MaxEntries)
        {
            errors.Add(ErrorCodes.Plan.LimitExceeded, $"{capability.Name} has {count} parameters; at most {PlanLimits.MaxEntries} are allowed", mark);
        }

        if (capability.Directories is { } directories)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var directory in directories)
            {
                if (directory.HostPath.Length == 0 || directory.GuestPath.Length == 0 || directory.HostPath.Contains('\0', StringComparison.Ordinal) || directory.GuestPath.Contains('\0', StringComparison.Ordinal))
                {
                    errors.Add(ErrorCodes.Plan.InvalidCapability, "a directory needs a host path and a guest path", mark);
                }
                else if (!seen.Add(directory.GuestPath))
                {
                    errors.Add(ErrorCodes.Plan.InvalidCapability, $"two directories have the guest path '{directory.GuestPath}'", mark, "give each a path of its own");
                }
            }
        }

        if (capability.InitialDirectory?.Contains('\0', StringComparison.Ordinal) == true
            || capability.Arguments?.Any(a => a.Contains('\0', StringComparison.Ordinal)) == true
            || capability.Variables?.Any(v => v.Value.Contains('\0', StringComparison.Ordinal)) == true)
        {
            errors.Add(ErrorCodes.Plan.InvalidCapability, "a value holds a NUL character, which no program can be given", mark);
        }

        foreach (string peer in capability.Allow ?? [])
        {
            if (peer.Length == 0 || peer.Contains('/', StringComparison.Ordinal) || peer.AsSpan(1).Contains('*'))
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{peer}' is not a peer", mark, "host, host:port, *.example.com or *");
            }
        }

        void Refuse(bool used, CapabilityParameterKinds kind, string name)
        {
            if (used && !allowed.HasFlag(kind))
            {
                var takes = CapabilityVocabulary.Entries.Where(e => e.Parameters.HasFlag(kind)).Select(e => e.ShortName ?? e.Name);
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"{capability.Name} takes no '{name}'", mark, $"'{name}' belongs to " + string.Join(" and ", takes));
            }
        }
    }
}
