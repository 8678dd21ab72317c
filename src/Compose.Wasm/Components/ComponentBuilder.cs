namespace Compose.Wasm.Components;

/// <summary>
/// Builds a component binary, definition by definition. Neighbours of one kind share a section; modules and components
/// are embedded byte for byte. The same calls give the same bytes.
/// </summary>
public sealed partial class ComponentBuilder : TypeScopeBuilder
{
    private const byte ModuleSection = 1;
    private const byte ComponentSection = 4;
    private readonly WasmWriter _output = new(4096);
    private readonly WasmWriter _section = new();
    private readonly SortedDictionary<ComponentSort, SortedDictionary<int, string>> _names = [];
    private DefinitionKind _kind;
    private int _inSection;
    private string? _name;

    public ComponentBuilder()
    {
        _output.WriteComponentHeader();
    }

    /// <summary>The binary of all that was defined so far. The builder can go on.</summary>
    public byte[] ToArray()
    {
        Flush();
        if (_name is null && _names.Count == 0)
        {
            return _output.ToArray();
        }

        var whole = new WasmWriter(_output.Length + 1024);
        whole.WriteBytes(_output.WrittenSpan);
        WriteNames(whole);
        return whole.ToArray();
    }

    /// <summary>Embeds a core module, byte for byte.</summary>
    public CoreModuleIndex CoreModule(ReadOnlySpan<byte> module)
    {
        Embed(ModuleSection, module);
        return new CoreModuleIndex(Next(ComponentSort.CoreModule));
    }

    /// <summary>Embeds a component, byte for byte.</summary>
    public ComponentIndex Component(ReadOnlySpan<byte> component)
    {
        Embed(ComponentSection, component);
        return new ComponentIndex(Next(ComponentSort.Component));
    }

    /// <summary>Embeds a component that was built; the builder must not be used further.</summary>
    public ComponentIndex Component(ComponentBuilder component) => Component(component.ToArray());

    /// <summary>Writes a custom section.</summary>
    public void Custom(string name, ReadOnlySpan<byte> content)
    {
        Flush();
        _output.WriteCustomSection(name, content);
    }

    /// <summary>Names the component, for the custom section <c>component-name</c>.</summary>
    public void SetName(string name) => _name = name;

    /// <summary>Names an item, for the custom section <c>component-name</c>.</summary>
    public void SetName(SortIndex item, string name)
    {
        if (!_names.TryGetValue(item.Sort, out var names))
        {
            _names[item.Sort] = names = [];
        }

        names[item.Index] = name;
    }

    private protected override WasmWriter Begin(DefinitionKind kind)
    {
        if (kind != _kind)
        {
            Flush();
            _kind = kind;
        }

        _inSection++;
        return _section;
    }

    private void Flush()
    {
        if (_inSection == 0)
        {
            return;
        }

        var start = _output.BeginSection((byte)_kind);
        _output.WriteVarU32(_inSection);
        _output.WriteBytes(_section.WrittenSpan);
        _output.EndSized(start);
        _section.Clear();
        _inSection = 0;
        _kind = 0;
    }

    private void Embed(byte section, ReadOnlySpan<byte> bytes)
    {
        Flush();
        _output.WriteSection(section, bytes);
    }

    private void WriteNames(WasmWriter output)
    {
        var start = output.BeginSection(0);
        output.WriteName(ComponentNames.SectionName);
        if (_name is not null)
        {
            output.WriteByte(0);
            var name = output.BeginSized();
            output.WriteName(_name);
            output.EndSized(name);
        }

        foreach (var (sort, names) in _names)
        {
            output.WriteByte(1);
            var part = output.BeginSized();
            SyntaxWriter.WriteSort(output, sort);
            output.WriteVarU32(names.Count);
            foreach (var (index, name) in names)
            {
                output.WriteVarU32(index);
                output.WriteName(name);
            }

            output.EndSized(part);
        }

        output.EndSized(start);
    }
}
