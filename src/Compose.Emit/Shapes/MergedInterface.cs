using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// The join of what several components import of one (interface, track): the union of its members, resources first,
/// then types, then functions, under the greatest version. Every importer's own type is a supertype of it.
/// </summary>
internal sealed class MergedInterface
{
    private readonly List<MergedMember> _resources = [];
    private readonly List<MergedMember> _types = [];
    private readonly List<MergedMember> _functions = [];
    private readonly Dictionary<string, MergedMember> _byName = new(StringComparer.Ordinal);

    private Dictionary<ResourceId, (string Track, string Name)>? _names;

    private MergedInterface(string name, string track)
    {
        Name = name;
        Track = track;
    }

    /// <summary>The import name with the greatest version that was asked for.</summary>
    public string Name { get; }

    public string Track { get; }

    public IEnumerable<MergedMember> Members => _resources.Concat(_types).Concat(_functions);

    public IReadOnlyList<MergedMember> Resources => _resources;

    /// <summary>The types that are no resources.</summary>
    public IReadOnlyList<MergedMember> Types => _types;

    public IReadOnlyList<MergedMember> Functions => _functions;

    /// <summary>Every component's import that went into the join, in the order of precedence.</summary>
    public IReadOnlyList<ImportUnit> Contributors { get; private init; } = [];

    /// <summary>Track and name of every resource that occurs in the join, by each contributor's own identity of
    /// it.</summary>
    public IReadOnlyDictionary<ResourceId, (string Track, string Name)> ResourceNames => _names ??= FindNames();

    /// <summary>Nodes of the type as validators count them: an instance is 1 and its exports.</summary>
    public long EffectiveSize
    {
        get
        {
            long size = 1;
            foreach (var member in _byName.Values)
            {
                size += member.Declaration.Type.Type?.EffectiveSize ?? 1;
            }

            return size;
        }
    }

    /// <summary>Joins the imports; all are of one track. The order of <paramref name="imports"/> does not matter.</summary>
    /// <exception cref="ComposeException"><c>Emit.IncompatibleTypes</c>: two importers want different things of one
    /// name.</exception>
    public static MergedInterface Of(IEnumerable<ImportUnit> imports)
    {
        var contributors = new List<ImportUnit>(imports);
        contributors.Sort(Precedence);
        var merged = new MergedInterface(contributors[0].Name, contributors[0].Track) { Contributors = contributors };
        foreach (var import in contributors)
        {
            merged.Add(import);
        }

        return merged;
    }

    // Greatest version first, then by digest and position: a total order that no authored order can disturb.
    private static int Precedence(ImportUnit a, ImportUnit b)
    {
        var (left, right) = (a.Extern.Interface?.Version, b.Extern.Interface?.Version);
        int order = left is null || right is null ? string.CompareOrdinal(b.Name, a.Name) : right.CompareTo(left);
        if (order == 0)
        {
            order = a.Unit.Digest.CompareTo(b.Unit.Digest);
        }

        return order != 0 ? order : a.Index.CompareTo(b.Index);
    }

    private Dictionary<ResourceId, (string Track, string Name)> FindNames()
    {
        var names = new Dictionary<ResourceId, (string, string)>(ReferenceEqualityComparer.Instance);
        foreach (var contributor in Contributors)
        {
            foreach (var resource in contributor.Mentions)
            {
                if (contributor.Unit.TryGetHome(resource, out var home) && home is { IsImport: true, Name: { } name })
                {
                    names.TryAdd(resource, (contributor.Unit.Imports[home.Extern].Track, name));
                }
            }
        }

        return names;
    }

    private void Add(ImportUnit import)
    {
        if (import.Instance is not { } instance)
        {
            throw new ComposeException(
                ErrorCodes.Emit.CompositionFailed,
                $"the import `{import.Name}` is no instance; only interfaces can be asked of the host",
                hint: "wire it to an export of another instance");
        }

        foreach (var member in instance.Exports)
        {
            if (_byName.TryGetValue(member.Name, out var known))
            {
                if (!MemberComparison.Same(known.Declaration, known.Origin, member, import))
                {
                    throw new ComposeException(
                        ErrorCodes.Emit.IncompatibleTypes,
                        $"`{member.Name}` of `{Track}` is wanted in two different types: as {known.Declaration.Type} by one component and as {member.Type} by another",
                        hint: "build both components against one version of the interface");
                }

                known.Others.Add((member, import));
                continue;
            }

            var merged = new MergedMember(member, import);
            _byName.Add(member.Name, merged);
            switch (member.Kind)
            {
                case ComponentExternKind.Type when member.Type.AsResource is not null:
                    _resources.Add(merged);
                    break;
                case ComponentExternKind.Type:
                    _types.Add(merged);
                    break;
                case ComponentExternKind.Func:
                    _functions.Add(merged);
                    break;
                default:
                    throw new ComposeException(
                        ErrorCodes.Emit.CompositionFailed,
                        $"`{member.Name}` of `{import.Name}` is a {member.Kind}; an interface that the host gives has types and functions only");
            }
        }
    }
}
