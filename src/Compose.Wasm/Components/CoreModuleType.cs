using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>The type of a core module: imports and exports, in order.</summary>
public sealed class CoreModuleType
{
    internal CoreModuleType(TypeInterner interner, IReadOnlyList<CoreModuleImport> imports, IReadOnlyList<CoreModuleExport> exports)
    {
        Interner = interner;
        Imports = FixedList<CoreModuleImport>.Of(imports);
        Exports = FixedList<CoreModuleExport>.Of(exports);
        ExportsByName = new Dictionary<string, CoreItemType>(Exports.Count, StringComparer.Ordinal);
        EffectiveSize = 1;
        foreach (var import in Imports)
        {
            EffectiveSize += import.Type.Size;
        }

        foreach (var export in Exports)
        {
            ExportsByName[export.Name] = export.Type;
            EffectiveSize += export.Type.Size;
        }
    }

    public IReadOnlyList<CoreModuleImport> Imports { get; }

    public IReadOnlyList<CoreModuleExport> Exports { get; }

    /// <summary>Nodes of the type.</summary>
    public long EffectiveSize { get; }

    internal TypeInterner Interner { get; }

    internal Dictionary<string, CoreItemType> ExportsByName { get; }
}
