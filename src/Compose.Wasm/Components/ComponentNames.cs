namespace Compose.Wasm.Components;

/// <summary>
/// The content of the custom section <c>component-name</c>: a name for the component and for items by index space.
/// A malformed section gives what could be read before the error (Binary.md, "Name Section").
/// </summary>
public sealed class ComponentNames
{
    public const string SectionName = "component-name";
    private const int MaximumNames = 1_000_000;

    private readonly SortedDictionary<ComponentSort, SortedDictionary<int, string>> _names = [];

    private ComponentNames()
    {
    }

    public static ComponentNames Empty { get; } = new();

    /// <summary>The component's own name, or null.</summary>
    public string? Name { get; private set; }

    /// <summary>The names by index space, each by index.</summary>
    public IEnumerable<(SortIndex Item, string Name)> Items
    {
        get
        {
            foreach (var (sort, names) in _names)
            {
                foreach (var (index, name) in names)
                {
                    yield return (new SortIndex(sort, index), name);
                }
            }
        }
    }

    /// <summary>The name of an item, or null.</summary>
    public string? Find(ComponentSort sort, int index) =>
        _names.TryGetValue(sort, out var names) && names.TryGetValue(index, out var name) ? name : null;

    internal static ComponentNames Read(ComponentCustomSection section)
    {
        var names = new ComponentNames();
        try
        {
            var reader = new WasmReader(section.Content.Span, section.Offset);
            while (!reader.AtEnd)
            {
                var kind = reader.ReadByte();
                var part = reader.ReadSizedSlice();
                if (kind == 0)
                {
                    names.Name = part.ReadName();
                }
                else if (kind == 1)
                {
                    names.ReadSort(ref part);
                }
            }
        }
        catch (ComposeException)
        {
            // Names are for people: a broken section must not refuse the component.
        }

        return names;
    }

    private void ReadSort(ref WasmReader reader)
    {
        var sort = ComponentParser.ReadSort(ref reader);
        var count = reader.ReadCount(MaximumNames, "names", minimumBytes: 2);
        if (!_names.TryGetValue(sort, out var names))
        {
            _names[sort] = names = [];
        }

        for (var i = 0; i < count; i++)
        {
            var index = reader.ReadVarU32();
            var name = reader.ReadName();
            if (index <= int.MaxValue)
            {
                names[(int)index] = name;
            }
        }
    }
}
