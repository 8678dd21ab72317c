using System.Diagnostics.CodeAnalysis;

namespace Compose.Engine;

/// <summary>
/// An instance of a module. Besides exports, every index space can be read, so that all state of a store can be listed
/// between calls. Asking twice for the same item gives the same object.
/// </summary>
public interface ICoreInstance
{
    ICoreModule Module { get; }

    /// <summary>The export with this name.</summary>
    bool TryGetExport(string name, [NotNullWhen(true)] out CoreExtern? value);

    /// <summary>The export at this position of the module's export section.</summary>
    CoreExtern ExportAt(int exportIndex);

    /// <summary>By function index, imports first; likewise below.</summary>
    CoreFunction FunctionAt(int index);

    CoreMemory MemoryAt(int index);

    CoreTable TableAt(int index);

    CoreGlobal GlobalAt(int index);

    CoreTag TagAt(int index);
}
