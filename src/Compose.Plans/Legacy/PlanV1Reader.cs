using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// Reads plans of version 1: the founding CDDL with integer keys, and the string-key form of the older implementation
/// with its own rules (keys in any order, digests as lists of 32 integers, enumerations by name).
/// </summary>
internal sealed class PlanV1Reader(bool legacy, ErrorBag errors)
{
    private const int MaxBindings = 10_000;

    private static readonly string[] s_plan = ["version", "root", "components", "bindings", "secrets", "policy", "?linkage", "?explicit_exports"];
    private static readonly string[] s_component = ["id", "digest", "?source"];
    private static readonly string[] s_binding = ["import_name", "provider_id", "export_name", "?consumer_id"];
    private static readonly string[] s_secret = ["secret_id", "backend_uri"];
    private static readonly string[] s_policy = ["determinism", "capabilities", "?tenant", "limits"];
    private static readonly string[] s_capability = ["name", "level"];
    private static readonly string[] s_limits = ["?cpu_ms", "?memory_bytes", "?io_ops"];
    private static readonly string[] s_export = ["source_instance", "interface_name"];

    public PlanV1? Read(CborNode root)
    {
        if (!V1Fields.TryOpen(root, s_plan, legacy, "plan", errors, out var fields))
        {
            return null;
        }

        string version = fields.Text("version");
        if (version != "1")
        {
            errors.Add(ErrorCodes.Plan.InvalidSchema, $"version '{version}' is not known", fields.Mark, "version 1 is written \"1\"");
            return null;
        }

        var plan = new PlanV1
        {
            Root = fields.Text("root", ErrorCodes.Plan.MissingField),
            Components = ReadComponents(fields),
            Bindings = ReadBindings(fields),
            Secrets = ReadSecrets(fields),
            Policy = ReadPolicy(fields, out var capabilities),
            Capabilities = capabilities,
            IsRuntimeLinked = fields["linkage"] is not null && fields.Choice("linkage", "static", "runtime") == 1,
            ExplicitExports = ReadExports(fields),
            Mark = fields.Mark,
        };
        CheckGraph(plan);
        return plan;
    }

    private List<PlanComponent> ReadComponents(V1Fields fields)
    {
        var components = new List<PlanComponent>();
        var nodes = fields.List("components", PlanLimits.MaxComponents);
        if (nodes.Count == 0)
        {
            errors.Add(ErrorCodes.Plan.MissingField, "the plan has no components", fields.Mark);
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            if (!V1Fields.TryOpen(nodes[i], s_component, legacy, $"components[{i}]", errors, out var component))
            {
                continue;
            }

            string id = component.Text("id", ErrorCodes.Plan.InvalidSchema);
            int order = components.Count == 0 ? -1 : string.CompareOrdinal(components[^1].Id, id);
            if (order == 0 || components.Exists(c => c.Id == id))
            {
                errors.Add(ErrorCodes.Plan.DuplicateComponent, $"the component '{id}' stands twice", component.Mark, "ids of components are unique");
            }
            else if (order > 0)
            {
                errors.Add(ErrorCodes.Plan.NotCanonicalOrder, $"the component '{id}' must stand before '{components[^1].Id}'", component.Mark, "components ascend by id");
            }

            components.Add(new PlanComponent { Id = id, Digest = ReadDigest(component["digest"]!, component.Mark), Source = component.OptionalText("source"), Mark = component.Mark });
        }

        return components;
    }

    private Digest? ReadDigest(CborNode node, SourceMark mark)
    {
        if (!legacy && node is { Kind: CborKind.Bytes } && node.Bytes.Length == Digest.Size)
        {
            return new Digest(node.Bytes.Span);
        }

        if (legacy && node is { Kind: CborKind.Array } && node.Items.Count == Digest.Size)
        {
            Span<byte> bytes = stackalloc byte[Digest.Size];
            int i = 0;
            while (i < bytes.Length && node.Items[i] is { Kind: CborKind.Unsigned, Argument: <= byte.MaxValue } item)
            {
                bytes[i++] = (byte)item.Argument;
            }

            if (i == bytes.Length)
            {
                return new Digest(bytes);
            }
        }

        errors.Add(ErrorCodes.Plan.InvalidSchema, legacy ? "a digest is a list of 32 bytes" : "a digest is a byte string of 32 bytes", mark);
        return null;
    }

    private List<PlanWire> ReadBindings(V1Fields fields)
    {
        var bindings = new List<PlanWire>();
        var nodes = fields.List("bindings", MaxBindings);
        string root = fields["root"] is { Kind: CborKind.Text } node ? node.Text : string.Empty;
        for (int i = 0; i < nodes.Count; i++)
        {
            if (V1Fields.TryOpen(nodes[i], s_binding, legacy, $"bindings[{i}]", errors, out var binding))
            {
                bindings.Add(new PlanWire
                {
                    Consumer = binding.OptionalText("consumer_id") ?? root,
                    Import = binding.Text("import_name", ErrorCodes.Plan.InvalidSchema),
                    Provider = binding.Text("provider_id", ErrorCodes.Plan.InvalidSchema),
                    Export = binding.Text("export_name", ErrorCodes.Plan.InvalidSchema),
                    Mark = binding.Mark,
                });
            }
        }

        return bindings;
    }

    private List<PlanSecret> ReadSecrets(V1Fields fields)
    {
        var secrets = new List<PlanSecret>();
        var nodes = fields.List("secrets", PlanLimits.MaxSecrets);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (V1Fields.TryOpen(nodes[i], s_secret, legacy, $"secrets[{i}]", errors, out var secret))
            {
                secrets.Add(new PlanSecret { Id = secret.Text("secret_id", ErrorCodes.Plan.InvalidSchema), Uri = secret.Text("backend_uri", ErrorCodes.Plan.InvalidSchema), Mark = secret.Mark });
            }
        }

        return secrets;
    }

    private void AddWithParameters(List<PlanCapability> list, string written, CapabilityLevel level, SourceMark mark)
    {
        try
        {
            list.Add(CapabilityText.Parse(written) with { Level = level, Mark = mark });
        }
        catch (ComposeException wrong)
        {
            foreach (ComposeError error in wrong.Errors)
            {
                errors.Add(error.Code, error.Message, mark, error.Hint);
            }
        }
    }

    private PlanPolicy ReadPolicy(V1Fields fields, out IReadOnlyList<PlanCapability> capabilities)
    {
        var list = new List<PlanCapability>();
        capabilities = list;
        if (!V1Fields.TryOpen(fields["policy"]!, s_policy, legacy, "policy", errors, out var policy))
        {
            return new PlanPolicy();
        }

        var nodes = policy.List("capabilities", PlanLimits.MaxEntries);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (!V1Fields.TryOpen(nodes[i], s_capability, legacy, $"policy.capabilities[{i}]", errors, out var capability))
            {
                continue;
            }

            string written = capability.Text("name", ErrorCodes.Plan.InvalidSchema);
            var level = (CapabilityLevel)capability.Choice("level", "required", "optional");
            if (CapabilityVocabulary.TryResolve(written, out string? name))
            {
                list.Add(new PlanCapability { Name = name, Level = level, Mark = capability.Mark });
            }
            else if (!legacy && written.Contains('{', StringComparison.Ordinal))
            {
                // A name may have parameters behind it, as on the command line: version 1 has no other place for them.
                AddWithParameters(list, written, level, capability.Mark);
            }
            else
            {
                errors.Add(ErrorCodes.Plan.InvalidCapability, $"there is no capability '{written}'", capability.Mark);
            }
        }

        var limits = ResourceLimits.None;
        if (V1Fields.TryOpen(policy["limits"]!, s_limits, legacy, "policy.limits", errors, out var ceilings))
        {
            limits = new ResourceLimits
            {
                CpuMilliseconds = ceilings.OptionalUnsigned("cpu_ms"),
                MemoryBytes = ceilings.OptionalUnsigned("memory_bytes"),
                IoOperations = ceilings.OptionalUnsigned("io_ops"),
            };
        }

        return new PlanPolicy
        {
            Determinism = (DeterminismMode)policy.Choice("determinism", "strict", "audit", "relaxed"),
            Tenant = policy.OptionalText("tenant"),
            Limits = limits,
            Mark = policy.Mark,
        };
    }

    private List<PlanExport> ReadExports(V1Fields fields)
    {
        var exports = new List<PlanExport>();
        var nodes = fields.List("explicit_exports", PlanLimits.MaxExports);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (V1Fields.TryOpen(nodes[i], s_export, legacy, $"explicit_exports[{i}]", errors, out var export))
            {
                string name = export.Text("interface_name", ErrorCodes.Plan.InvalidSchema);
                string instance = export.Text("source_instance", ErrorCodes.Plan.InvalidSchema);
                if (exports.Exists(e => e.Name == name))
                {
                    errors.Add(ErrorCodes.Plan.InvalidSchema, $"'{name}' is exported twice", export.Mark);
                }

                exports.Add(new PlanExport { Name = name, Instance = instance, Export = name, Mark = export.Mark });
            }
        }

        return exports;
    }

    // The founding checks that need no blobs; cycles and the rest are the graph phase's.
    private void CheckGraph(PlanV1 plan)
    {
        if (plan.Root.Length > 0 && plan.Components.Count > 0 && !plan.Components.Any(c => c.Id == plan.Root))
        {
            errors.Add(ErrorCodes.Plan.InvalidGraph, $"the root '{plan.Root}' is not a component", plan.Mark, "root names one of the components");
        }

        if (plan.IsRuntimeLinked)
        {
            errors.Add(
                plan.Policy.Determinism == DeterminismMode.Strict ? ErrorCodes.Plan.InvalidSchema : ErrorCodes.Plan.NotSupported,
                plan.Policy.Determinism == DeterminismMode.Strict ? "runtime linkage cannot be strict" : "'linkage' (linked at run time) is not in this version yet",
                plan.Mark,
                context: new Dictionary<string, string>(1) { ["feature"] = "linkage" });
        }
    }
}
