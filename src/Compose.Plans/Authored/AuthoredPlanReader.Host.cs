namespace Compose.Plans;

internal sealed partial class AuthoredPlanReader
{
    /// <summary>Reads a host policy, which shares capabilities, quantities and limits with plans.</summary>
    public static HostPolicy ReadHostPolicy(DocNode root, string folder, ErrorBag errors)
    {
        var reader = new AuthoredPlanReader(errors);
        if (root.Kind == DocKind.Null || !Fields.TryOpen(root, HostPolicyReader.Shape, string.Empty, errors, out var fields))
        {
            return new HostPolicy();
        }

        return new HostPolicy
        {
            Allow = fields["allow"] is { } allow ? reader.ReadCapabilityNames(allow, "allow") : null,
            Deny = fields["deny"] is { } deny ? reader.ReadCapabilityNames(deny, "deny") : [],
            Determinism = fields["determinism"] is { } mode ? reader.ReadDeterminism(mode, "determinism") : DeterminismMode.Relaxed,
            Tenant = fields["tenant"] is { } tenant ? reader.ReadText(tenant, "tenant") : null,
            Engine = fields["engine"] is { } engine ? reader.ReadEngine(engine, "engine") : null,
            ReadOnlyDirectories = fields["read-only-dirs"] is { } readOnly && reader.ReadBoolean(readOnly, "read-only-dirs") == true,
            Roots = fields["roots"] is { } roots ? reader.ReadRoots(roots, folder) : null,
            Ceilings = reader.ReadCeilings(fields["ceilings"]),
            Limits = reader.ReadLimits(fields["limits"], "limits"),
        };
    }

    private List<HostRoot> ReadRoots(DocNode node, string folder)
    {
        var roots = new List<HostRoot>();
        if (node.Kind != DocKind.Sequence)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a list of folders is expected, not {node.Describe()}", node.Mark("roots"), "roots: [/srv/data, {path: /srv/input, read-only: true}]");
            return roots;
        }

        for (int i = 0; i < node.Items.Count; i++)
        {
            var item = node.Items[i];
            string at = $"roots[{i}]";
            string? path;
            bool readOnly = false;
            if (item.Kind == DocKind.Mapping)
            {
                if (!Fields.TryOpen(item, HostPolicyReader.RootShape, at, _errors, out var fields))
                {
                    continue;
                }

                path = fields["path"] is { } written ? ReadText(written, at + ".path") : null;
                readOnly = fields["read-only"] is { } flag && ReadBoolean(flag, at + ".read-only") == true;
            }
            else
            {
                path = ReadText(item, at);
            }

            if (path is { Length: > 0 } && !path.Contains('\0', StringComparison.Ordinal))
            {
                roots.Add(new HostRoot(Path.GetFullPath(path, folder), readOnly));
            }
            else if (path is not null)
            {
                _errors.Add(ErrorCodes.Plan.InvalidSchema, "this is no path", item.Mark(at));
            }
        }

        return roots;
    }

    /// <summary>Ceilings say how far, not what: values that a plan gives to its instances have none.</summary>
    private List<PlanCapability> ReadCeilings(DocNode? node)
    {
        List<PlanCapability> ceilings = ReadCapabilities(node, "ceilings");
        foreach (PlanCapability ceiling in ceilings)
        {
            string? wrong = ceiling.Directories is not null ? "directories are held within `roots`"
                : ceiling.Variables is not null || ceiling.Arguments is not null || ceiling.InitialDirectory is not null ? "variables and arguments are the plan's own; `deny` takes them away"
                : ceiling.Level == CapabilityLevel.Optional ? "a ceiling is neither required nor optional"
                : !ceiling.HasParameters ? "it says nothing about how far it reaches; `allow` and `deny` are about whole capabilities"
                : null;
            if (wrong is not null)
            {
                _errors.Add(ErrorCodes.Plan.InvalidCapability, $"{ceiling.Name} cannot be a ceiling like this: {wrong}", ceiling.Mark);
            }
        }

        return ceilings;
    }

    private List<string> ReadCapabilityNames(DocNode node, string path)
    {
        var names = new List<string>();
        if (node.Kind == DocKind.Null)
        {
            return names;
        }

        int position = 0;
        foreach (string written in ReadTexts(node, path))
        {
            if (CapabilityVocabulary.TryResolve(written, out string? name))
            {
                names.Add(name);
            }
            else
            {
                _errors.Add(ErrorCodes.Plan.InvalidCapability, $"there is no capability '{written}'", node.Items[Math.Min(position, node.Items.Count - 1)].Mark(path), Suggestion.For(written, CapabilityVocabulary.Entries.Select(e => e.ShortName ?? e.Name)));
            }

            position++;
        }

        return names;
    }
}
