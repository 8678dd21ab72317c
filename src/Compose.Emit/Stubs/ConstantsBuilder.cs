using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Emit.Stubs;

/// <summary>
/// Compiles constant answers of <c>wasi:cli/environment</c> for all instances into one component: a function without
/// parameters for each distinct value. However many instances there are, it is one component and one module.
/// </summary>
internal sealed class ConstantsBuilder
{
    /// <summary><c>list&lt;tuple&lt;string, string&gt;&gt;</c>: variables.</summary>
    public static readonly ComponentValueType Pairs = new ListType(new TupleType([PrimitiveType.String, PrimitiveType.String]));

    /// <summary><c>list&lt;string&gt;</c>: arguments.</summary>
    public static readonly ComponentValueType Texts = new ListType(PrimitiveType.String);

    /// <summary><c>option&lt;string&gt;</c>: the initial directory.</summary>
    public static readonly ComponentValueType MaybeText = new OptionType(PrimitiveType.String);

    private static readonly FuncType s_constant = new([], [ValType.I32]);

    private readonly ComponentBuilder _component = new();
    private readonly StubTypeEncoder _encoder;
    private readonly CoreModuleBuilder _core = new();
    private readonly DataImage _data = new(16);
    private readonly Dictionary<string, string> _exports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ComponentValueType> _types = new(StringComparer.Ordinal);
    private readonly List<(string Export, ComponentValueType Type)> _functions = [];

    public ConstantsBuilder() => _encoder = new StubTypeEncoder(_component);

    public int Count => _functions.Count;

    /// <summary>The export that answers with the value; equal values share one.</summary>
    public string Add(ComponentValueType type, Literal value)
    {
        string key = type + "=" + Describe(value);
        if (!_exports.TryGetValue(key, out string? name))
        {
            name = "c" + _functions.Count;
            int address = _data.Add(type, value);
            var function = _core.DefineFunction(s_constant, "constant " + name);
            function.Code.I32Const(address);
            _core.Export(name, function);
            _functions.Add((name, type));
            _exports.Add(key, name);
            _types.Add(name, type);
        }

        return name;
    }

    /// <summary>The type of the value that an export answers with.</summary>
    public ComponentValueType TypeOf(string export) => _types[export];

    public byte[] ToArray()
    {
        _data.Place(_core);
        var module = _component.CoreModule(_core.ToArray());
        var instance = _component.Instantiate(module, []);
        var options = new CanonOptions { Memory = _component.AliasCoreMemory(instance, "memory").Value };
        var types = new Dictionary<ComponentValueType, TypeIndex>(ReferenceEqualityComparer.Instance);
        foreach (var (name, type) in _functions)
        {
            if (!types.TryGetValue(type, out var index))
            {
                index = _encoder.Func(new ComponentFuncType([], type));
                types.Add(type, index);
            }

            var core = _component.AliasCoreFunc(instance, name);
            _component.ExportFunc(name, _component.Lift(core, index, options));
        }

        return _component.ToArray();
    }

    /// <summary>A text that differs where values differ: lengths stand before what they measure.</summary>
    private static string Describe(Literal value) =>
        $"{value.Bits}:{value.Text.Length}:{value.Text}[{string.Concat(value.Items.Select(Describe))}]{(value.Payload is { } payload ? "(" + Describe(payload) + ")" : string.Empty)}";
}
