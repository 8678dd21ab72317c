using Compose.Canonical;

namespace Compose.Emit;

/// <summary>
/// The custom section <c>compose:plan</c>: what an artifact says of itself, canonical CBOR (SPEC, "The section
/// compose:plan"). A host authorises by the exact import name and by this table, and refuses names that are not in it.
/// <code>
/// { 0: 1, 1: target, 2: plan bytes, 3: { import name: { 0: interface, ? 1: version, 2: state,
///                                                       ? 3: instance path, ? 4: grant digest, ? 5: bundle } } }
/// </code>
/// </summary>
public sealed partial class ArtifactSection
{
    /// <summary>The name of the custom section.</summary>
    public const string Name = "compose:plan";

    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private ArtifactSection(EmitTarget target, ReadOnlyMemory<byte> plan, IReadOnlyDictionary<string, ImportRecord> imports)
    {
        Target = target;
        Plan = plan;
        Imports = imports;
    }

    public EmitTarget Target { get; }

    /// <summary>The canonical bytes of the plan.</summary>
    public ReadOnlyMemory<byte> Plan { get; }

    /// <summary>By import name; members of bundles stand beside imports.</summary>
    public IReadOnlyDictionary<string, ImportRecord> Imports { get; }

    /// <summary>The section's content.</summary>
    internal static byte[] Write(EmitTarget target, ReadOnlySpan<byte> plan, IReadOnlyList<ImportRecord> imports)
    {
        var sorted = imports.ToArray();

        // Canonical order of keys is that of their encodings: names are ASCII, so length first, then text.
        Array.Sort(sorted, static (a, b) => a.Name.Length != b.Name.Length ? a.Name.Length.CompareTo(b.Name.Length) : string.CompareOrdinal(a.Name, b.Name));
        var writer = new CborWriter();
        writer.WriteMapHead(4);
        writer.WriteUnsigned(0);
        writer.WriteUnsigned(Version);
        writer.WriteUnsigned(1);
        writer.WriteUnsigned((ulong)target);
        writer.WriteUnsigned(2);
        writer.WriteBytes(plan);
        writer.WriteUnsigned(3);
        writer.WriteMapHead(sorted.Length);
        foreach (var import in sorted)
        {
            writer.WriteText(import.Name);
            writer.WriteMapHead(2 + Count(import.Version) + Count(import.Instance) + Count(import.Grant) + Count(import.Bundle));
            writer.WriteUnsigned(0);
            writer.WriteText(import.Interface);
            if (import.Version is { } version)
            {
                writer.WriteUnsigned(1);
                writer.WriteText(version);
            }

            writer.WriteUnsigned(2);
            writer.WriteUnsigned((ulong)import.State);
            if (import.Instance is { } instance)
            {
                writer.WriteUnsigned(3);
                writer.WriteText(instance.Text);
            }

            if (import.Grant is { } grant)
            {
                writer.WriteUnsigned(4);
                writer.WriteDigest(grant);
            }

            if (import.Bundle is { } bundle)
            {
                writer.WriteUnsigned(5);
                writer.WriteText(bundle);
            }
        }

        return writer.ToArray();
    }

    private static int Count(object? value) => value is null ? 0 : 1;
}
