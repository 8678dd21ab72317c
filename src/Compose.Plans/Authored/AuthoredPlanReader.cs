using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// Turns a document into a <see cref="Plan"/>, with every error of shape at its line and column. What cannot be read is
/// left out of the plan, so that later phases can still look at the rest.
/// </summary>
internal sealed partial class AuthoredPlanReader
{
    private readonly ErrorBag _errors;

    private AuthoredPlanReader(ErrorBag errors)
    {
        _errors = errors;
    }

    /// <summary>Reads the document; null if it is not a plan of this version at all.</summary>
    public static Plan? Read(DocNode root, ErrorBag errors)
    {
        var reader = new AuthoredPlanReader(errors);
        reader.CheckText(root);
        return reader.ReadPlan(root);
    }

    /// <summary>Reads the parameters of one capability that stands outside of a plan.</summary>
    public static PlanCapability ReadCapability(PlanCapability capability, DocNode parameters, ErrorBag errors)
    {
        var reader = new AuthoredPlanReader(errors);
        reader.CheckText(parameters);
        return reader.ReadParameters(capability, parameters, capability.Name);
    }

    private Plan? ReadPlan(DocNode root)
    {
        if (root.Kind == DocKind.Mapping && !root.Keys.Exists(k => k.Text == "compose"))
        {
            string? hint = root.Keys.Exists(k => k.Text is "version" or "root" or "bindings")
                ? "this looks like a plan of version 1: composectl plan migrate"
                : "begin the plan with 'compose: 2'";
            _errors.Add(ErrorCodes.Plan.MissingField, "the key 'compose' with the version of the plan language is missing", root.Mark("compose"), hint);
            return null;
        }

        if (root.Kind == DocKind.Null)
        {
            _errors.Add(ErrorCodes.Plan.MissingField, "the plan is empty", root.Mark(string.Empty), "composectl plan init writes a plan to begin with");
            return null;
        }

        if (!Fields.TryOpen(root, PlanLanguage.Root, string.Empty, _errors, out var fields))
        {
            return null;
        }

        var version = fields["compose"]!;
        if (version.Text != "2" || version.Kind is not (DocKind.Number or DocKind.Text))
        {
            _errors.Add(ErrorCodes.Plan.UnsupportedVersion, $"version '{version.Text}' of the plan language is not known", version.Mark("compose"), "this build reads 'compose: 2'");
            return null;
        }

        ReadFeatures(fields["features"]);
        var components = ReadComponents(fields["components"]);
        var wires = new List<PlanWire>();
        var instances = ReadInstances(fields["instances"], components, wires);
        return new Plan
        {
            Name = fields["name"] is { } name ? ReadText(name, "name") : null,
            Components = components,
            Instances = instances,
            Wires = wires,
            Exports = ReadExports(fields["exports"]),
            Secrets = ReadSecrets(fields["secrets"]),
            Policy = ReadPolicy(fields["policy"]),
        };
    }

    private void ReadFeatures(DocNode? node)
    {
        if (node is null or { Kind: DocKind.Null })
        {
            return;
        }

        if (node.Kind != DocKind.Mapping)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a map from features to their settings is expected, not {node.Describe()}", node.Mark("features"));
            return;
        }

        foreach (var key in node.Keys)
        {
            _errors.Add(
                ErrorCodes.Plan.NotSupported,
                $"the feature '{key.Text}' is not in this version",
                key.Mark("features." + key.Text),
                "remove it, or use a version that has it",
                context: new Dictionary<string, string>(1) { ["feature"] = key.Text });
        }
    }

    private List<PlanComponent> ReadComponents(DocNode? node)
    {
        var components = new List<PlanComponent>();
        foreach (var (key, value, path) in Entries(node, "components", "components", PlanLimits.MaxComponents))
        {
            string? source = null;
            Digest? digest = null;
            var mark = key.Mark(path);
            if (value.Kind == DocKind.Text)
            {
                ReadSource(value, path, ref source, ref digest);
            }
            else if (value.Kind == DocKind.Null)
            {
                _errors.Add(ErrorCodes.Plan.MissingField, $"the component '{key.Text}' has no source", mark, "write a path or sha256:… after it");
            }
            else if (value.Kind != DocKind.Mapping)
            {
                _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a path, a digest or a map is expected, not {value.Describe()}", value.Mark(path), $"{key.Text}: PATH");
            }
            else if (Fields.TryOpen(value, PlanLanguage.Component, path, _errors, out var fields))
            {
                if (fields["source"] is { } written && ReadText(written, path + ".source") is not null)
                {
                    ReadSource(written, path + ".source", ref source, ref digest);
                }

                if (fields["digest"] is { } pinned && ReadText(pinned, path + ".digest") is { } text)
                {
                    digest = ReadDigest(text, pinned.Mark(path + ".digest"));
                }

                if (fields["source"] is null && fields["digest"] is null)
                {
                    _errors.Add(ErrorCodes.Plan.MissingField, $"the component '{key.Text}' has neither a source nor a digest", mark, "write source: PATH or digest: sha256:…");
                }
            }

            if (CheckId(key, path))
            {
                components.Add(new PlanComponent { Id = key.Text, Source = source, Digest = digest, Mark = mark });
            }
        }

        if (node is not null && components.Count == 0 && !_errors.HasErrors)
        {
            _errors.Add(ErrorCodes.Plan.MissingField, "the plan has no components", node.Mark("components"), "write ID: PATH below 'components'");
        }

        return components;
    }

    private void ReadSource(DocNode node, string path, ref string? source, ref Digest? digest)
    {
        string text = node.Text;
        if (text.StartsWith(Digest.Prefix, StringComparison.Ordinal))
        {
            digest = ReadDigest(text, node.Mark(path));
        }
        else if (SourceAddress.TryParse(text, out SourceAddress? address, out string? why))
        {
            source = address.Path;
        }
        else
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{text}' is no source: {why}", node.Mark(path), "a path, file:PATH, https://…, oci://HOST/NAME:TAG, git:URL#TAG:PATH, or sha256:…");
        }
    }

    private Digest? ReadDigest(string text, SourceMark mark)
    {
        if (Digest.TryParse(text, out var digest))
        {
            return digest;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{text}' is not a digest", mark, "sha256: and 64 hexadecimal digits");
        return null;
    }

    private List<PlanSecret> ReadSecrets(DocNode? node)
    {
        var secrets = new List<PlanSecret>();
        foreach (var (key, value, path) in Entries(node, "secrets", "secrets", PlanLimits.MaxSecrets))
        {
            string? uri = ReadText(value, path);
            if (CheckId(key, path) && uri is not null)
            {
                SecretRules.CheckUri(uri, value.Mark(path), _errors);
                secrets.Add(new PlanSecret { Id = key.Text, Uri = uri, Mark = key.Mark(path) });
            }
        }

        return secrets;
    }

    private List<PlanExport>? ReadExports(DocNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var exports = new List<PlanExport>();
        switch (node.Kind)
        {
            case DocKind.Null:
                break;
            case DocKind.Text:
                exports.Add(new PlanExport { Instance = node.Text, Mark = node.Mark("exports") });
                break;
            case DocKind.Sequence:
                for (int i = 0; i < node.Items.Count; i++)
                {
                    string path = $"exports[{i}]";
                    if (ReadText(node.Items[i], path) is { } instance)
                    {
                        exports.Add(new PlanExport { Instance = instance, Mark = node.Items[i].Mark(path) });
                    }
                }

                break;
            default:
                foreach (var (key, value, path) in Entries(node, "exports", "exports", PlanLimits.MaxExports))
                {
                    if (ReadEnd(value, path, PlanLanguage.Export) is var (instance, export) && instance is not null)
                    {
                        exports.Add(new PlanExport { Name = key.Text, Instance = instance, Export = export, Mark = key.Mark(path) });
                    }
                }

                break;
        }

        return exports;
    }

    // "instance", "instance#export" or {from: instance, export: name}.
    private (string? Instance, string? Export) ReadEnd(DocNode value, string path, PlanObject shape)
    {
        if (value.Kind == DocKind.Mapping)
        {
            if (!Fields.TryOpen(value, shape, path, _errors, out var fields))
            {
                return default;
            }

            return (
                fields["from"] is { } from ? ReadText(from, path + ".from") : null,
                fields["export"] is { } export ? ReadText(export, path + ".export") : null);
        }

        if (ReadText(value, path) is not { } text)
        {
            return default;
        }

        int hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (text, null) : (text[..hash], text[(hash + 1)..]);
    }

    /// <summary>The entries of a map, none (and an error) if it is something else; null and an empty value are no entries.</summary>
    private List<(DocNode Key, DocNode Value, string Path)> Entries(DocNode? node, string path, string what, int most)
    {
        var entries = new List<(DocNode, DocNode, string)>();
        if (node is null or { Kind: DocKind.Null })
        {
            return entries;
        }

        if (node.Kind != DocKind.Mapping)
        {
            _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{what}' is a map, not {node.Describe()}", node.Mark(path));
            return entries;
        }

        if (node.Keys.Count > most)
        {
            _errors.Add(ErrorCodes.Plan.LimitExceeded, $"'{what}' has {node.Keys.Count} entries; at most {most} are allowed", node.Mark(path));
            return entries;
        }

        for (int i = 0; i < node.Keys.Count; i++)
        {
            entries.Add((node.Keys[i], node.Items[i], Fields.Join(path, node.Keys[i].Text)));
        }

        return entries;
    }

    private bool CheckId(DocNode key, string path)
    {
        if (PlanId.IsValid(key.Text))
        {
            return true;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{key.Text}' cannot be an id", key.Mark(path), "an id is " + PlanId.Rule);
        return false;
    }

    private string? ReadText(DocNode node, string path)
    {
        if (node.Kind == DocKind.Text)
        {
            return node.Text;
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, $"a text is expected, not {node.Describe()}", node.Mark(path), node.Kind is DocKind.Number or DocKind.Boolean ? "put it in quotes" : null);
        return null;
    }

    private bool? ReadBoolean(DocNode node, string path)
    {
        if (node is { Kind: DocKind.Boolean } or { Kind: DocKind.Text, IsQuoted: false } && node.Text is "true" or "false")
        {
            return node.Text == "true";
        }

        _errors.Add(ErrorCodes.Plan.InvalidSchema, "true or false is expected", node.Mark(path));
        return null;
    }

    // Everything that may reach canonical bytes must be in normalization form C, and is told where it is not.
    private void CheckText(DocNode node)
    {
        foreach (var key in node.Keys)
        {
            CheckText(key);
        }

        foreach (var item in node.Items)
        {
            CheckText(item);
        }

        if (node.Text.Length > 0 && !Nfc.IsNormalized(node.Text))
        {
            _errors.Add(ErrorCodes.Canon.NotNormalized, "the text is not in Unicode normalization form C", node.Mark(string.Empty), "write it with composed characters");
        }
    }
}
