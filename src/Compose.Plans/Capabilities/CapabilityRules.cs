namespace Compose.Plans;

/// <summary>Which parameters fit a capability, for plans of either form.</summary>
internal static class CapabilityRules
{
    public static void Check(PlanCapability capability, SourceMark mark, ErrorBag errors)
    {
        var allowed = CapabilityParameterKinds.Terms | (CapabilityVocabulary.TryFind(capability.Name, out var entry) ? entry.Parameters : CapabilityParameterKinds.None);
        Refuse(capability.Variables is not null, CapabilityParameterKinds.Variables, "vars");
        Refuse(capability.InitialDirectory is not null, CapabilityParameterKinds.InitialDirectory, "cwd");
        Refuse(capability.Arguments is not null, CapabilityParameterKinds.Arguments, "values");
        Refuse(capability.Directories is not null, CapabilityParameterKinds.Directories, "dirs");
        Refuse(capability.Allow is not null, CapabilityParameterKinds.Allow, "allow");

        foreach (PlanParameter value in capability.Parameters)
        {
            Refuse(true, value.Parameter.Kind, value.Parameter.Name);
            CheckParameter(value, mark, errors);
        }

        int count = (capability.Variables?.Count ?? 0) + (capability.Arguments?.Count ?? 0) + (capability.Directories?.Count ?? 0) + (capability.Allow?.Count ?? 0) + capability.Parameters.Sum(p => p.Texts.Count);
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

        foreach (string peer in capability.Name == CapabilityVocabulary.Sockets ? [] : capability.Allow ?? [])
        {
            if (capability.Name == CapabilityVocabulary.Http ? !HttpPeer.TryParse(peer, out _) : peer.Length == 0 || peer.Contains('/', StringComparison.Ordinal) || peer.AsSpan(1).Contains('*'))
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{peer}' is not a peer", mark, capability.Name == CapabilityVocabulary.Http ? "[SCHEME://]HOST[:PORT], *.example.com or *" : "host, host:port, *.example.com or *");
            }
        }

        if (capability.Name == CapabilityVocabulary.Sockets)
        {
            CheckRules(capability.Allow ?? [], "allow", mark, errors);
        }

        void Refuse(bool used, CapabilityParameterKinds kind, string name)
        {
            if (used && !allowed.HasFlag(kind))
            {
                var takes = CapabilityVocabulary.Entries.Where(e => e.Takes(kind)).Select(e => e.ShortName ?? e.Name);
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"{capability.Name} takes no '{name}'", mark, $"'{name}' belongs to " + string.Join(" and ", takes));
            }
        }
    }

    private static void CheckParameter(PlanParameter value, SourceMark mark, ErrorBag errors)
    {
        if (value.Parameter == CapabilityParameter.Lookup)
        {
            foreach (string name in value.Texts)
            {
                if (name != "*" && !PeerRule.IsName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name))
                {
                    errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{name}' is no name that can be looked up", mark, "db.example.com, *.example.com or *");
                }
            }
        }
        else if (value.Parameter.Kind == CapabilityParameterKinds.Sockets)
        {
            CheckRules(value.Texts, value.Parameter.Name, mark, errors);
        }
        else if (value.Parameter.Kind == CapabilityParameterKinds.Http)
        {
            bool isHeaders = value.Parameter == CapabilityParameter.Headers;
            foreach (string text in value.Texts)
            {
                string name = isHeaders && text.EndsWith('*') ? text[..^1] : text;
                if (!name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) || text.Length == 0)
                {
                    errors.Add(
                        ErrorCodes.Plan.InvalidCapability, $"'{text}' is no {(isHeaders ? "name of a field" : "method")}", mark, isHeaders ? "x-api-key, x-*" : "GET, POST");
                }
            }
        }
        else if (value.Parameter == CapabilityParameter.Buckets && value.Texts.FirstOrDefault(t => t.Length > 255 || t.Contains('\0', StringComparison.Ordinal)) is { } bucket)
        {
            errors.Add(ErrorCodes.Plan.InvalidCapability, $"'{bucket}' cannot be the name of a bucket", mark, "at most 255 characters, no NUL");
        }
        else if (value.Parameter == CapabilityParameter.Rate && (value.Number == 0 || value.Period == 0))
        {
            errors.Add(ErrorCodes.Plan.InvalidCapability, "a rate allows at least one call in at least a millisecond", mark, "100/s, 5/m");
        }
        else if (value.Parameter == CapabilityParameter.Expires && value.Number > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            errors.Add(ErrorCodes.Plan.InvalidCapability, "'expires' lies beyond the year 9999", mark);
        }
    }

    private static void CheckRules(IReadOnlyList<string> rules, string key, SourceMark mark, ErrorBag errors)
    {
        foreach (string text in rules)
        {
            if (!PeerRule.TryParse(text, out PeerRule? rule, out string? problem))
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"{key}: {problem}", mark, "127.0.0.1:9000, 10.0.0.0/8:80-90, [::1]:443, db.example.com:5432, *.example.com or *");
            }
            else if (rule.Name is not null && key is "listen" or "bind")
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"{key}: '{text}' is a name; a socket is bound to an address", mark, "127.0.0.1:8080, or *:8080");
            }
        }
    }
}
