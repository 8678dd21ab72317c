using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// The name of a run before it is made: SHA-256 over the canonical CBOR array
/// <c>["exec:v1", plan, artifact, host-abi, features, [grants], policy, tenant, limits, [export, arguments, environment, stdin], epoch]</c>
/// (SPEC.md, "Keys"). Every element is there in every key, so that no two inputs share a preimage.
/// </summary>
public sealed class ExecKey
{
    /// <summary>The tag of the preimage.</summary>
    public const string Tag = "exec:v1";

    private ExecKey(ExecKeyInputs inputs, byte[] preimage)
    {
        Inputs = inputs;
        Preimage = preimage;
        Value = Digest.Of(preimage);
    }

    public Digest Value { get; }

    public ExecKeyInputs Inputs { get; }

    /// <summary>The canonical CBOR that <see cref="Value"/> is the digest of; <see cref="KeyPreimage"/> names its fields.</summary>
    public ReadOnlyMemory<byte> Preimage { get; }

    public static ExecKey Of(ExecKeyInputs inputs)
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(11);
        writer.WriteText(Tag);
        writer.WriteDigest(inputs.Plan);
        writer.WriteDigest(inputs.Artifact);
        writer.WriteText(inputs.HostAbi);
        writer.WriteDigest(Digest.Of(System.Text.Encoding.UTF8.GetBytes(inputs.EngineFingerprint)));

        var grants = inputs.Grants.Where(g => g.State != GrantState.Inert).ToList();
        grants.Sort((a, b) => a.Instance.CompareTo(b.Instance) is var order && order != 0 ? order : a.Name.CompareTo(b.Name));
        writer.WriteArrayHead(grants.Count);
        foreach (var grant in grants)
        {
            writer.WriteArrayHead(3);
            writer.WriteText(grant.Instance.Text);
            writer.WriteText(grant.Name.ToString());
            GrantEncoding.Write(writer, grant);
        }

        writer.WriteArrayHead(2);
        writer.WriteUnsigned((ulong)inputs.Policy.Determinism);
        if (inputs.Policy.Seed is { } seed)
        {
            writer.WriteUnsigned(seed);
        }
        else
        {
            writer.WriteNull();
        }

        GrantEncoding.WriteText(writer, inputs.Policy.Tenant);
        PlanCborWriter.WriteLimits(writer, inputs.Policy.Limits);

        writer.WriteArrayHead(4);
        writer.WriteText(inputs.Export);
        writer.WriteDigest(DigestOf(w => PlanCborWriter.WriteTextList(w, inputs.Arguments)));
        writer.WriteDigest(DigestOf(w => GrantEncoding.WritePairs(w, inputs.Environment)));
        if (inputs.Stdin is { } stdin)
        {
            writer.WriteDigest(stdin);
        }
        else
        {
            writer.WriteNull();
        }

        writer.WriteUnsigned(inputs.AuthorityEpoch);
        return new ExecKey(inputs, writer.ToArray());
    }

    // Arguments and variables may hold what should not be shown: the key has their digests only.
    private static Digest DigestOf(Action<CborWriter> write)
    {
        var writer = new CborWriter();
        write(writer);
        return Digest.Of(writer.Written);
    }
}
