using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>A core module on its way into a component: the main one, or an adapter.</summary>
internal sealed class MadeModule(CoreModule module, string file, string? adapterName)
{
    /// <summary>The module; an adapter's is replaced by a smaller one when it is known what of it is used.</summary>
    public CoreModule Module { get; set; } = module;

    public string File { get; } = file;

    /// <summary>The module name that an adapter answers; null for the main module.</summary>
    public string? AdapterName { get; } = adapterName;

    /// <summary>How its strings lie in memory.</summary>
    public StringEncoding Encoding { get; set; }

    /// <summary>Which of all the metadata is its own: the first and how many.</summary>
    public (int First, int Count) Metadata { get; set; }

    /// <summary>What its worlds export.</summary>
    public OrderedDictionary<WorldKey, WorldItem> Exports { get; } = [];

    /// <summary>Whether an adapter is part of the component.</summary>
    public bool IsNeeded { get; set; } = true;

    /// <summary>What answers its imports, in their order.</summary>
    public List<CoreSource> Sources { get; } = [];

    public CoreModuleIndex Index { get; set; }

    public CoreInstanceIndex Instance { get; set; }

    public Export? Find(string name, ExternKind kind) => Module.FindExport(name) is { } export && export.Kind == kind ? export : null;

    public Export? Find(IEnumerable<string> names, ExternKind kind)
    {
        foreach (string name in names)
        {
            if (Find(name, kind) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
