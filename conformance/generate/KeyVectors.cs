using System.Text.Json.Nodes;
using Compose.Canonical;
using Compose.Emit;
using Compose.Plans;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Compose.Conformance.Generate;

/// <summary>Keys of one plan and one run, and of others that differ in one thing each: no two are the same.</summary>
internal static class KeyVectors
{
    private static readonly Digest s_plan = Digest.Of("plan"u8);

    public static VectorSet Make()
    {
        var set = new VectorSet("keys", "Emit and exec keys with their preimage, in diagnostic notation and as bytes. Each differs from the first in what its name says.");
        Emit(set);
        Exec(set);
        return set;
    }

    private static void Emit(VectorSet set)
    {
        byte[] bare = PlanVectors.Minimal(), other = PlanVectors.Minimal("another");
        Digest one = Digest.Of([1]), two = Digest.Of([2]);
        Add(set, "emit", "keys.emit", EmitKey.Of(bare, bare, [one], new EmitOptions()));
        Add(set, "emit-plan", "keys.emit", EmitKey.Of(other, other, [one], new EmitOptions()));
        Add(set, "emit-components", "keys.emit", EmitKey.Of(bare, bare, [one, two], new EmitOptions()));
        Add(set, "emit-flat", "keys.emit", EmitKey.Of(bare, bare, [one], new EmitOptions { Target = EmitTarget.Flat }));
        Add(set, "emit-narrowed", "keys.emit", EmitKey.Of(bare, bare, [one], new EmitOptions(), Digest.Of([3])));
    }

    private static void Exec(VectorSet set)
    {
        ExecKeyInputs first = new()
        {
            Plan = s_plan,
            Artifact = Digest.Of("artifact"u8),
            HostAbi = "compose-host/1",
            EngineFingerprint = "engine 1",
            Grants = [Grant("main", "wasi:cli/environment@0.2.0", new EnvironmentParameters { Variables = [new("A", "1")], Arguments = true })],
            Policy = new PlanPolicy { Determinism = DeterminismMode.Strict, Seed = 7 },
            Export = "wasi:cli/run@0.2.0#run",
            Arguments = ["one", "two"],
            Environment = [new("B", "2")],
            Stdin = Digest.Of("input"u8),
        };
        (string Name, ExecKeyInputs Inputs)[] all =
        [
            ("exec", first),
            ("exec-plan", first with { Plan = Digest.Of("other"u8) }),
            ("exec-artifact", first with { Artifact = Digest.Of("other"u8) }),
            ("exec-host-abi", first with { HostAbi = "compose-host/2" }),
            ("exec-engine", first with { EngineFingerprint = "engine 2" }),
            ("exec-no-grants", first with { Grants = [] }),
            ("exec-directory", first with { Grants = [Grant("main", "wasi:filesystem/preopens@0.2.0", new FilesystemParameters { Directories = [new DirectoryGrant("data", "/data", true)] })] }),
            ("exec-instance", first with { Grants = [Grant("other", "wasi:cli/environment@0.2.0", new EnvironmentParameters { Variables = [new("A", "1")], Arguments = true })] }),
            ("exec-seed", first with { Policy = first.Policy with { Seed = 8 } }),
            ("exec-tenant", first with { Policy = first.Policy with { Tenant = "acme" } }),
            ("exec-limits", first with { Policy = first.Policy with { Limits = new ResourceLimits { Fuel = 1000 } } }),
            ("exec-export", first with { Export = "other" }),
            ("exec-arguments", first with { Arguments = ["one two"] }),
            ("exec-environment", first with { Environment = [] }),
            ("exec-stdin", first with { Stdin = null }),
            ("exec-epoch", first with { AuthorityEpoch = 1 }),
        ];
        foreach ((string name, ExecKeyInputs inputs) in all)
        {
            ExecKey key = ExecKey.Of(inputs);
            Add(set, name, "keys.exec", key.Preimage.Span, key.Value);
        }
    }

    private static void Add(VectorSet set, string name, string clause, EmitKey key) => Add(set, name, clause, key.Preimage.Span, key.Value);

    private static void Add(VectorSet set, string name, string clause, ReadOnlySpan<byte> preimage, Digest key)
    {
        CborNode read = CborReader.Read(preimage.ToArray(), out _);
        set.Add(
            name,
            clause,
            "The key is the SHA-256 of this canonical array.",
            new JsonObject { ["preimage"] = ToJson(read) },
            new JsonObject { ["cbor"] = VectorSet.Hex(preimage), ["key"] = key.Hex });
    }

    // As JSON that another language can make the same array of: bytes are {"bytes": hex}, maps are {"map": [[key, value]…]}.
    private static JsonNode? ToJson(CborNode node) => node.Kind switch
    {
        CborKind.Unsigned => JsonValue.Create(node.Argument),
        CborKind.Text => JsonValue.Create(node.Text),
        CborKind.Bytes => new JsonObject { ["bytes"] = VectorSet.Hex(node.Bytes.Span) },
        CborKind.Array => new JsonArray([.. node.Items.Select(ToJson)]),
        CborKind.Map => new JsonObject { ["map"] = new JsonArray([.. Enumerable.Range(0, node.PairCount).Select(at => (JsonNode)new JsonArray(ToJson(node.Items[2 * at]), ToJson(node.Items[(2 * at) + 1])))]) },
        CborKind.Simple when node.IsNull => null,
        CborKind.Simple when node.IsBoolean => JsonValue.Create(node.Argument == 21),
        _ => throw new InvalidOperationException("keys hold nothing else"),
    };

    private static Grant Grant(string instance, string name, GrantParameters parameters)
    {
        _ = CapabilityName.TryParse(name, out CapabilityName capability);
        return new Grant { Instance = new InstancePath(instance), Name = capability, State = GrantState.Granted, Parameters = parameters };
    }
}
