namespace Compose.Emit;

/// <summary>A compiled plan.</summary>
public sealed class EmittedArtifact
{
    internal EmittedArtifact(byte[] bytes, EmitTarget target, EmitKey key, IReadOnlyList<ImportRecord> imports, IReadOnlyList<ComposeError> warnings)
    {
        Bytes = bytes;
        Digest = Digest.Of(bytes);
        Target = target;
        Key = key;
        Imports = imports;
        Warnings = warnings;
    }

    /// <summary>The component binary.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Digest Digest { get; }

    public EmitTarget Target { get; }

    /// <summary>What decided the bytes.</summary>
    public EmitKey Key { get; }

    /// <summary>Every import in the order of the binary, members of bundles included.</summary>
    public IReadOnlyList<ImportRecord> Imports { get; }

    /// <summary>What the artifact cannot hold by itself, by instance.</summary>
    public IReadOnlyList<ComposeError> Warnings { get; }
}
