using Compose.Emit.Binary;
using Compose.Wasm;
using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// Writes the type of an instance. Resources that the instance itself introduces become <c>(sub resource)</c>; all
/// others are reached in the enclosing scope and repeated by <c>(eq)</c>.
/// </summary>
internal sealed class InstanceTypeEncoder : TypeEncoder
{
    private readonly Func<ResourceId, int?> _outer;
    private readonly Func<DefinedType, int?>? _outerTypes;
    private readonly int _levels;
    private readonly WasmWriter _declarations = new(512);
    private readonly Dictionary<object, int> _instanceTypes = new(ReferenceEqualityComparer.Instance);
    private int _count;
    private int _types;
    private int _unnamed;

    /// <param name="outer">The type index of a resource in the enclosing scope, or null if the instance introduces
    /// it.</param>
    /// <param name="levels">How many scopes lie between this type and the enclosing one, 1 for none.</param>
    /// <param name="outerTypes">The type index, in the enclosing scope, of a value type that is named there, by its root;
    /// or null.</param>
    public InstanceTypeEncoder(Func<ResourceId, int?> outer, int levels = 1, Func<DefinedType, int?>? outerTypes = null)
    {
        _outer = outer;
        _outerTypes = outerTypes;
        _levels = levels;
    }

    /// <summary>Declares a type under its name; returns the object's new index.</summary>
    public void ExportType(ComponentExtern declaration, IEnumerable<ComponentExtern> sameAs)
    {
        if (declaration.Type.AsResource is { } resource)
        {
            // A second name of one resource (`type trailers = fields`) is equal to the first, and what is said of it
            // by that name stays with that name.
            bool again = Knows(resource.Id);
            int? known = again ? Resource(resource.Id) : _outer(resource.Id) is { } outer ? AliasOuter(outer) : null;
            _declarations.WriteByte(0x04);
            ComponentWriter.WriteExternName(_declarations, declaration.Name);
            if (known is { } index)
            {
                _declarations.WriteBytes([0x03, 0x00]);
                _declarations.WriteVarU32(index);
            }
            else
            {
                _declarations.WriteBytes([0x03, 0x01]);
            }

            _count++;
            BindResource(resource, _types++, again, sameAs);
            return;
        }

        var referenced = (ComponentValueType)(declaration.Type.Referenced ?? declaration.Type.Type!);
        int definition = Index(referenced);
        _declarations.WriteByte(0x04);
        ComponentWriter.WriteExternName(_declarations, declaration.Name);
        _declarations.WriteBytes([0x03, 0x00]);
        _declarations.WriteVarU32(definition);
        _count++;
        int exported = _types++;
        Bind(declaration.Type.Type!, exported);
        foreach (var other in sameAs)
        {
            Bind(other.Type.Type!, exported);
        }
    }

    public void ExportFunc(string name, ComponentFuncType type)
    {
        int index = Func(type);
        _declarations.WriteByte(0x04);
        ComponentWriter.WriteExternName(_declarations, name);
        _declarations.WriteByte(0x01);
        _declarations.WriteVarU32(index);
        _count++;
    }

    /// <summary>Declares an instance of the type whose <c>deftype</c> is given; equal keys share the definition.</summary>
    public void ExportInstance(string name, object key, ReadOnlySpan<byte> definition)
    {
        if (!_instanceTypes.TryGetValue(key, out int index))
        {
            index = Define(definition);
            _instanceTypes.Add(key, index);
        }

        _declarations.WriteByte(0x04);
        ComponentWriter.WriteExternName(_declarations, name);
        _declarations.WriteByte(0x05);
        _declarations.WriteVarU32(index);
        _count++;
    }

    /// <summary>The <c>deftype</c>.</summary>
    public byte[] ToArray()
    {
        var writer = new WasmWriter(_declarations.Length + 8);
        writer.WriteByte(0x42);
        writer.WriteVarU32(_count);
        writer.WriteBytes(_declarations.WrittenSpan);
        return writer.ToArray();
    }

    protected override int Define(ReadOnlySpan<byte> definition)
    {
        _declarations.WriteByte(0x01);
        _declarations.WriteBytes(definition);
        _count++;
        return _types++;
    }

    protected override int Reach(ResourceId resource) =>
        _outer(resource) is { } index
            ? AliasOuter(index)
            : throw new ComposeException(
                ErrorCodes.Emit.IncompatibleTypes,
                $"the resource {resource} occurs in an interface that neither defines nor names it",
                hint: "the component was not made by a known tool; rebuild it");

    protected override int? ReachNamed(ComponentValueType type) =>
        _outerTypes?.Invoke(type.Root) is { } index ? AliasOuter(index) : null;

    protected override int Name(int definition)
    {
        _declarations.WriteByte(0x04);
        ComponentWriter.WriteExternName(_declarations, "compose-type-" + _unnamed++);
        _declarations.WriteBytes([0x03, 0x00]);
        _declarations.WriteVarU32(definition);
        _count++;
        return _types++;
    }

    private int AliasOuter(int index)
    {
        _declarations.WriteByte(0x02);
        _declarations.WriteBytes([(byte)Sort.Type, 0x02]);
        _declarations.WriteVarU32(_levels);
        _declarations.WriteVarU32(index);
        _count++;
        return _types++;
    }
}
