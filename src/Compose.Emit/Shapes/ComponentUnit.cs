using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>One component of the plan, once per digest: its bytes, its type, and where its resources are named.</summary>
internal sealed class ComponentUnit
{
    private readonly Dictionary<ResourceId, ResourceHome> _homes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _exports = new(StringComparer.Ordinal);

    public ComponentUnit(Digest digest, ReadOnlyMemory<byte> bytes, ComponentType type)
    {
        Digest = digest;
        Bytes = bytes;
        Type = type;
        var imports = new ImportUnit[type.Imports.Count];
        for (int i = 0; i < imports.Length; i++)
        {
            imports[i] = new ImportUnit(this, i, type.Imports[i]);
            Settle(isImport: true, i, type.Imports[i]);
        }

        Imports = imports;
        for (int i = 0; i < type.Exports.Count; i++)
        {
            _exports.Add(type.Exports[i].Name, i);
            Settle(isImport: false, i, type.Exports[i]);
        }

        foreach (var import in imports)
        {
            import.Mentions = ResourceWalk.In(import.Extern.Type.Type);
            import.Uses = UsesOf(import);
        }
    }

    public Digest Digest { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public ComponentType Type { get; }

    public IReadOnlyList<ImportUnit> Imports { get; }

    /// <summary>Position of an export by its name, or -1.</summary>
    public int ExportIndex(string name) => _exports.TryGetValue(name, out int index) ? index : -1;

    /// <summary>Where the resource is first named, imports before exports.</summary>
    public bool TryGetHome(ResourceId resource, out ResourceHome home) => _homes.TryGetValue(resource, out home);

    private void Settle(bool isImport, int index, ComponentExtern declaration)
    {
        if (declaration.Type.AsResource is { } bare)
        {
            _homes.TryAdd(bare.Id, new ResourceHome(isImport, index, null));
        }

        if (declaration.Type.AsInstance is { } instance)
        {
            foreach (var member in instance.Exports)
            {
                if (member.Type.AsResource is { } resource)
                {
                    _homes.TryAdd(resource.Id, new ResourceHome(isImport, index, member.Name));
                }
            }
        }
    }

    private List<string> UsesOf(ImportUnit import)
    {
        var uses = new List<string>();
        foreach (var resource in import.Mentions)
        {
            if (_homes.TryGetValue(resource, out var home) && home.IsImport)
            {
                string track = Imports[home.Extern].Track;
                if (!string.Equals(track, import.Track, StringComparison.Ordinal) && !uses.Contains(track))
                {
                    uses.Add(track);
                }
            }
        }

        return uses;
    }
}
