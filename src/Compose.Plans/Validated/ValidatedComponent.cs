using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>A component of a validated plan: its bytes are here, have their digest, and are a valid component.</summary>
public sealed class ValidatedComponent
{
    internal ValidatedComponent(string id, Digest digest, ReadOnlyMemory<byte> bytes, ResolvedComponent resolved)
    {
        Id = id;
        Digest = digest;
        Bytes = bytes;
        Resolved = resolved;
    }

    /// <summary>The id in the plan. Two ids may share a digest, and then share bytes and type.</summary>
    public string Id { get; }

    public Digest Digest { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The component read and validated; shared by ids with the same digest.</summary>
    public ResolvedComponent Resolved { get; }

    /// <summary>What the component needs and gives.</summary>
    public ComponentType Type => Resolved.Type;
}
