using Compose.Wasm.Core;
using Compose.Wasm.Metadata;

namespace Compose.Wasm.Listing;

/// <summary>What a component or core module is at a glance, with everything nested in it.</summary>
public sealed record BinarySummary
{
    /// <summary>True for a component, false for a core module.</summary>
    public required bool IsComponent { get; init; }

    /// <summary>The name that its name section gives it, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Where it begins in the outermost binary.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes, everything nested counted.</summary>
    public required int Size { get; init; }

    /// <summary>SHA-256 of those bytes.</summary>
    public required Digest Digest { get; init; }

    /// <summary>What it imports, in order; of a core module <c>module.name</c>.</summary>
    public required IReadOnlyList<(string Name, string Kind)> Imports { get; init; }

    /// <summary>What it exports, in order.</summary>
    public required IReadOnlyList<(string Name, string Kind)> Exports { get; init; }

    /// <summary>Which languages and tools made it.</summary>
    public required IReadOnlyList<Producers.Entry> Producers { get; init; }

    /// <summary>What it says of itself in plain text, in the order of <see cref="BinaryAnnotations"/>.</summary>
    public required IReadOnlyList<(string Name, string Text)> Annotations { get; init; }

    /// <summary>Its custom sections with their sizes in bytes.</summary>
    public required IReadOnlyList<(string Name, int Size)> CustomSections { get; init; }

    /// <summary>Functions that a core module defines; 0 for a component.</summary>
    public int Functions { get; init; }

    /// <summary>Bytes of code and of data of a core module.</summary>
    public (long Code, long Data) Content { get; init; }

    /// <summary>The modules and components within, in order.</summary>
    public required IReadOnlyList<BinarySummary> Nested { get; init; }

    /// <summary>Reads a binary. It must be well-formed; it need not be valid.</summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>.</exception>
    public static BinarySummary Of(ReadOnlyMemory<byte> bytes) => BinaryInspector.Inspect(bytes);
}
