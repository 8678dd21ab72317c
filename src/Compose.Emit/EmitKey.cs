using System.Security.Cryptography;
using Compose.Canonical;

namespace Compose.Emit;

/// <summary>
/// The name of an artifact before it is made: SHA-256 over the canonical CBOR array
/// <c>["emit:v1", plan digest, [component digests, ascending], composer id, composer configuration]</c>. Equal keys
/// have equal bytes (SPEC, "Keys").
/// </summary>
public sealed class EmitKey
{
    /// <summary>The tag of the preimage.</summary>
    public const string Tag = "emit:v1";

    /// <summary>Names this compiler; the number changes whenever the bytes for some plan change.</summary>
    public const string Composer = "compose-emit/2";

    private EmitKey(Digest plan, IReadOnlyList<Digest> components, EmitOptions options, byte[] preimage, Digest founding)
    {
        Plan = plan;
        Components = components;
        Options = options;
        Preimage = preimage;
        Value = Digest.Of(preimage);
        Founding = founding;
    }

    /// <summary>The key.</summary>
    public Digest Value { get; }

    /// <summary>The key as the founders computed it: SHA-256 of the plan's bytes and <c>emit:v1</c>. It says nothing of
    /// the composer and is shown for comparison only.</summary>
    public Digest Founding { get; }

    /// <summary>The canonical CBOR that <see cref="Value"/> is the digest of.</summary>
    public ReadOnlyMemory<byte> Preimage { get; }

    /// <summary>The digest of the plan's canonical bytes without hints of where sources lie.</summary>
    public Digest Plan { get; }

    /// <summary>Every component that an instance uses, once, ascending.</summary>
    public IReadOnlyList<Digest> Components { get; }

    public EmitOptions Options { get; }

    /// <summary>Computes the key of a plan.</summary>
    /// <param name="identified">The bytes that the plan's identity was computed of; only the founders' key uses them.</param>
    /// <param name="plan">The plan's canonical bytes without hints of where sources lie.</param>
    /// <param name="components">Digests of the components that instances use, in any order, repeated or not.</param>
    /// <param name="options">The configuration of the compiler.</param>
    /// <param name="narrowedGrants">The digest of all grants if a host's policy decided some of them: denials are compiled in.</param>
    public static EmitKey Of(ReadOnlySpan<byte> identified, ReadOnlySpan<byte> plan, IEnumerable<Digest> components, EmitOptions options, Digest? narrowedGrants = null)
    {
        var digest = Digest.Of(plan);
        Digest[] sorted = [.. new SortedSet<Digest>(components)];
        var writer = new CborWriter();
        writer.WriteArrayHead(5);
        writer.WriteText(Tag);
        writer.WriteDigest(digest);
        writer.WriteArrayHead(sorted.Length);
        foreach (var component in sorted)
        {
            writer.WriteDigest(component);
        }

        writer.WriteText(Composer);
        writer.WriteArrayHead(5);
        writer.WriteUnsigned((ulong)options.Target);
        writer.WriteUnsigned((ulong)options.InstanceLimit);
        writer.WriteUnsigned((ulong)options.DefinitionLimit);
        writer.WriteUnsigned((ulong)options.TypeSizeLimit);
        if (narrowedGrants is { } narrowed)
        {
            writer.WriteDigest(narrowed);
        }
        else
        {
            writer.WriteNull();
        }

        Span<byte> hash = stackalloc byte[Digest.Size];
        using var founding = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        founding.AppendData(identified);
        founding.AppendData("emit:v1"u8);
        founding.GetHashAndReset(hash);
        return new EmitKey(digest, sorted, options, writer.ToArray(), new Digest(hash));
    }
}
