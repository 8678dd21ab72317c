using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>What answers one import of a core module.</summary>
/// <param name="Import">The import.</param>
internal abstract record CoreSource(Import Import)
{
    /// <summary>The slot of the shim that stands for it until it exists, or -1.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The import's name without what made it unique.</summary>
    public string BareName => UniqueImports.OriginalOf(Import.Name);

    /// <summary>A function that the component imports: of an interface or of the world itself.</summary>
    public sealed record Function(Import Import, WorldKey Key, string Name, bool IsAsync) : CoreSource(Import);

    /// <summary>A built-in of the asynchronous ABI; the key is that of the function it is about, if any.</summary>
    public sealed record Intrinsic(Import Import, AsyncIntrinsic Which, WorldKey? Key, bool IsExport) : CoreSource(Import);

    /// <summary>Dropping a handle of an imported resource; the name is the resource's.</summary>
    public sealed record ImportedDrop(Import Import, WorldKey Key, string Name) : CoreSource(Import);

    /// <summary>Making, dropping or reading a handle of a resource that the component itself exports.</summary>
    public sealed record OwnResource(Import Import, AbiNames.ItemKind Kind, WorldKey Key, string Name) : CoreSource(Import);

    /// <summary>A function of an adapter.</summary>
    public sealed record Adapter(Import Import, MadeModule Module) : CoreSource(Import);

    /// <summary>An export of the main module, for an adapter.</summary>
    public sealed record Main(Import Import, string Name) : CoreSource(Import);
}
