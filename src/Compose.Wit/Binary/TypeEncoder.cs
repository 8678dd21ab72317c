using System.Text;
using Compose.Wasm;

namespace Compose.Wit.Binary;

/// <summary>
/// Encodes one interface or world as a component type. Interfaces become instance types within it; a type of another
/// interface is aliased from that one's instance.
/// </summary>
/// <param name="wit">What is encoded.</param>
/// <param name="imported">What of a world's imports is encoded; null for all of it.</param>
internal sealed partial class TypeEncoder(ResolvedWit wit, ITypeFilter? imported = null)
{
    private const byte Import = 0x03, Export = 0x04;
    private const byte Func = 0x01, Component = 0x04, Instance = 0x05;

    private readonly Declarations _outer = new();
    private readonly Dictionary<InterfaceId, uint> _instances = [];
    private readonly Dictionary<TypeId, uint> _aliases = [];
    private Declarations? _inner;
    private InterfaceId? _interface;
    private uint _instanceCount;

    private Declarations Scope => _inner ?? _outer;

    /// <summary>The interface, exported by its full name; those it uses, imported with their types.</summary>
    public byte[] Interface(InterfaceId id)
    {
        foreach (InterfaceId used in Uses(id))
        {
            uint type = InstanceType(used, withFunctions: used == id);
            _outer.Extern(used == id ? Export : Import, wit.NameOf(used)!, null, null, Instance, type);
            AddInstance(used);
        }

        return _outer.Close(0x41);
    }

    /// <summary>The world as a component type, exported by its full name from the component type around it.</summary>
    public byte[] World(WorldId id)
    {
        WitWorld world = wit[id];
        foreach ((WorldKey key, WorldItem item) in world.Imports)
        {
            if (imported is null || IsLive(item, imported))
            {
                Item(Import, key, item);
            }
        }

        foreach ((WorldKey key, WorldItem item) in world.Exports)
        {
            Item(Export, key, item);
        }

        var wrapper = new Declarations();
        uint type = wrapper.Define(_outer.Close(0x41));
        wrapper.Extern(Export, wit.NameOf(id), null, null, Component, type);
        return wrapper.Close(0x41);
    }

    private static bool IsLive(WorldItem item, ITypeFilter filter) => item switch
    {
        WorldItem.Interface { Id: var id } => filter.IsLive(id),
        WorldItem.Function { Signature: var function } => filter.IsLive(null, function.Name),
        WorldItem.Type { Id: var id } => filter.IsLive(id),
        _ => true,
    };

    private void Item(byte direction, WorldKey key, WorldItem item)
    {
        switch (item)
        {
            case WorldItem.Interface found:
                uint instance = InstanceType(found.Id, withFunctions: true, direction == Import ? imported : null);
                string? implements = key.Name is not null ? wit.NameOf(found.Id) : null;
                _outer.Extern(direction, wit.NameOf(key), implements, found.ExternalId, Instance, instance);
                AddInstance(found.Id);
                break;
            case WorldItem.Function { Signature: var function }:
                _interface = null;
                _outer.Extern(direction, function.Name, null, function.ExternalId, Func, FunctionType(function));
                break;
            case WorldItem.Type type:
                _interface = null;
                Define(type.Id);
                break;
        }
    }

    /// <summary>Functions of resources first, in the order of the resources, as they stand in text.</summary>
    public static IEnumerable<WitFunction> InOrder(IEnumerable<WitFunction> functions) =>
        functions.OrderBy(function => function.Resource?.Index ?? int.MaxValue);

    private void AddInstance(InterfaceId id)
    {
        _instances[id] = _instanceCount++;
        foreach (TypeId type in wit[id].Types.Values)
        {
            // From here on the types of this instance are meant, not those of an import of the same interface.
            _aliases.Remove(type);
        }
    }

    /// <summary>All interfaces that one uses, directly or not, each after those that it uses; itself last.</summary>
    private List<InterfaceId> Uses(InterfaceId id)
    {
        var order = new List<InterfaceId>();
        var done = new HashSet<InterfaceId>();
        var path = new Stack<(InterfaceId Id, IEnumerator<TypeId> Types)>();
        Enter(id);
        while (path.TryPeek(out (InterfaceId Id, IEnumerator<TypeId> Types) top))
        {
            if (!top.Types.MoveNext())
            {
                order.Add(path.Pop().Id);
            }
            else if (wit.UsedFrom(top.Types.Current) is { } used)
            {
                Enter(used);
            }
        }

        return order;

        void Enter(InterfaceId entered)
        {
            if (done.Add(entered))
            {
                path.Push((entered, wit[entered].Types.Values.GetEnumerator()));
            }
        }
    }

    private uint InstanceType(InterfaceId id, bool withFunctions, ITypeFilter? filter = null)
    {
        _interface = id;
        _inner = new Declarations();
        WitInterface found = wit[id];
        foreach (TypeId type in found.Types.Values)
        {
            if (filter is null || filter.IsLive(type))
            {
                Define(type);
            }
        }

        if (withFunctions)
        {
            foreach (WitFunction function in InOrder(found.Functions.Values))
            {
                if (filter is null || filter.IsLive(id, function.Name))
                {
                    _inner.Extern(Export, function.Name, null, function.ExternalId, Func, FunctionType(function));
                }
            }
        }

        byte[] whole = _inner.Close(0x42);
        _inner = null;
        return _outer.Define(whole);
    }

    /// <summary>Declares a named type of the scope.</summary>
    private uint Define(TypeId id)
    {
        if (Scope.Types.TryGetValue(id, out uint known))
        {
            return known;
        }

        WitTypeDef type = wit[id];
        if (type.Owner.Interface is { } owner && owner != _interface)
        {
            known = Alias(owner, id);
        }
        else
        {
            byte direction = _inner is null ? Import : Export;
            uint? equal = null;
            if (type.Kind is not WitTypeKind.Resource)
            {
                long inner = Structure(type.Kind);
                equal = inner < 0 ? Scope.Define([(byte)~inner]) : (uint)inner;
            }

            known = type.Name is null ? equal!.Value : Scope.ExternType(direction, type.Name, type.ExternalId, equal);
        }

        Scope.Types.Add(id, known);
        return known;
    }

    private uint Alias(InterfaceId owner, TypeId id)
    {
        if (!_aliases.TryGetValue(id, out uint outer))
        {
            outer = _outer.AliasExport(_instances[owner], wit[id].Name!);
            _aliases.Add(id, outer);
        }

        return _inner?.AliasOuter(outer) ?? outer;
    }

    private uint FunctionType(WitFunction function)
    {
        var key = new StringBuilder(function.IsAsync ? "async" : string.Empty);
        foreach (WitParameter parameter in function.Parameters)
        {
            key.Append(parameter.Name).Append(':').Append(parameter.Type).Append(',');
        }

        key.Append("->").Append(function.Result);
        string text = key.ToString();
        if (Scope.Functions.TryGetValue(text, out uint known))
        {
            return known;
        }

        var writer = new WasmWriter();
        var types = new List<long>();
        foreach (WitParameter parameter in function.Parameters)
        {
            types.Add(Value(parameter.Type));
        }

        long? result = function.Result is { } some ? Value(some) : null;
        writer.WriteByte(function.IsAsync ? (byte)0x43 : (byte)0x40);
        writer.WriteVarU32(types.Count);
        for (int i = 0; i < types.Count; i++)
        {
            writer.WriteName(function.Parameters[i].Name);
            Write(writer, types[i]);
        }

        if (result is { } code)
        {
            writer.WriteByte(0x00);
            Write(writer, code);
        }
        else
        {
            writer.WriteBytes([0x01, 0x00]);
        }

        known = Scope.Define(writer.WrittenSpan);
        Scope.Functions.Add(text, known);
        return known;
    }
}
