namespace Compose.Plans;

internal sealed partial class AuthoredPlanReader
{
    /// <summary>Reads a host policy, which shares capabilities, quantities and limits with plans.</summary>
    public static HostPolicy ReadHostPolicy(DocNode root, ErrorBag errors)
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
            Limits = reader.ReadLimits(fields["limits"], "limits"),
        };
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
