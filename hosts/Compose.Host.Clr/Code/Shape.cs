using System.Runtime.Intrinsics;
using System.Text;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>
/// The machine-level form of a function type: what its code takes and gives. Shared process-wide by all function types
/// of the same form, together with the stubs that enter and leave it, and gone with the last of them.
/// </summary>
/// <remarks>
/// Compiled code has the signature <c>R f(nint* context, ExecContext* task, args…)</c>; R is the first result, further
/// results are left in the task's scratch area, 16 bytes each.
/// </remarks>
internal sealed class Shape
{
    private static readonly Dictionary<string, WeakReference<Shape>> s_shapes = new(StringComparer.Ordinal);
    private static int s_sweepAt = 256;

    private readonly List<object> _roots = [];

    private readonly Lazy<nint> _entry;
    private readonly Lazy<nint> _callback;
    private readonly Lazy<nint> _binder;
    private readonly Lazy<nint> _resolver;

    private Shape(StackType[] parameters, StackType[] results)
    {
        Params = parameters;
        Results = results;
        ParamSlots = Slots(parameters);
        ResultSlots = Slots(results);
        ArgumentTypes = new Type[parameters.Length + 2];
        ArgumentTypes[0] = typeof(nint);
        ArgumentTypes[1] = typeof(nint);
        for (int i = 0; i < parameters.Length; i++)
        {
            ArgumentTypes[i + 2] = TypeOf(parameters[i]);
        }

        ReturnType = results.Length == 0 ? typeof(void) : TypeOf(results[0]);
        CallSignature = BuildSignature();
        _entry = new Lazy<nint>(() => CommonStubs.EntryOf(this) is not 0 and nint common ? common : Stubs.MakeEntry(this));
        _callback = new Lazy<nint>(() => CommonStubs.CallbackOf(this) is not 0 and nint common ? common : Stubs.MakeCallback(this));
        _binder = new Lazy<nint>(() => CommonStubs.BinderOf(this) is not 0 and nint common ? common : Stubs.MakeBinder(this));
        _resolver = new Lazy<nint>(() => CommonStubs.ResolverOf(this) is not 0 and nint common ? common : Stubs.MakeResolver(this));
    }

    public StackType[] Params { get; }

    public StackType[] Results { get; }

    public int ParamSlots { get; }

    public int ResultSlots { get; }

    public int SlotCount => Math.Max(ParamSlots, ResultSlots);

    public Type[] ArgumentTypes { get; }

    public Type ReturnType { get; }

    /// <summary>Signature blob for <c>calli</c>.</summary>
    public byte[] CallSignature { get; }

    /// <summary><c>void (nint code, nint context, nint task, ulong* slots)</c>: calls code of this shape.</summary>
    public nint Entry => _entry.Value;

    /// <summary>Code of this shape that calls a <see cref="Engine.HostCallback"/>.</summary>
    public nint Callback => _callback.Value;

    /// <summary>
    /// Code of this shape whose context is a <see cref="Native.NativeImport"/> that is not bound yet: it compiles the
    /// function, binds the import to it and calls it. So callers need not test whether an import is compiled.
    /// </summary>
    public nint Binder => _binder.Value;

    /// <summary>
    /// Code of this shape that stands for functions of a module that are not compiled yet: it compiles and calls the one
    /// that <see cref="Native.ExecContext.Callee"/> names. So callers need not test whether a function is compiled.
    /// </summary>
    public nint Resolver => _resolver.Value;

    public static Shape Of(FuncType type)
    {
        Span<char> key = stackalloc char[type.Params.Length + type.Results.Length + 1];
        int at = 0;
        foreach (ValType value in type.Params)
        {
            key[at++] = (char)('0' + (int)StackTypes.Of(value));
        }

        key[at++] = ':';
        foreach (ValType value in type.Results)
        {
            key[at++] = (char)('0' + (int)StackTypes.Of(value));
        }

        lock (s_shapes)
        {
            Dictionary<string, WeakReference<Shape>>.AlternateLookup<ReadOnlySpan<char>> lookup = s_shapes.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(key, out WeakReference<Shape>? known))
            {
                if (!known.TryGetTarget(out Shape? alive))
                {
                    alive = Parse(key);
                    known.SetTarget(alive);
                }

                return alive;
            }

            if (s_shapes.Count >= s_sweepAt)
            {
                Sweep();
            }

            Shape shape = Parse(key);
            lookup[key] = new WeakReference<Shape>(shape);
            return shape;
        }
    }

    /// <summary>Keeps the code of a stub as long as the shape.</summary>
    public void Keep(object root)
    {
        lock (_roots)
        {
            _roots.Add(root);
        }
    }

    /// <summary>Number of shapes that the process remembers, dead ones included.</summary>
    internal static int Count
    {
        get
        {
            lock (s_shapes)
            {
                return s_shapes.Count;
            }
        }
    }

    // Removing while enumerating is allowed.
    private static void Sweep()
    {
        foreach ((string key, WeakReference<Shape> shape) in s_shapes)
        {
            if (!shape.TryGetTarget(out _))
            {
                s_shapes.Remove(key);
            }
        }

        s_sweepAt = Math.Max(256, 2 * s_shapes.Count);
    }

    public static Type TypeOf(StackType type) => type switch
    {
        StackType.I32 => typeof(int),
        StackType.I64 => typeof(long),
        StackType.F32 => typeof(float),
        StackType.F64 => typeof(double),
        StackType.V128 => typeof(Vector128<byte>),
        _ => typeof(object),
    };

    /// <summary>Appends a type to a signature blob (ECMA-335 II.23.2; 0x21 is the runtime's internal type handle).</summary>
    public static void AppendType(List<byte> blob, StackType type)
    {
        switch (type)
        {
            case StackType.I32:
                blob.Add(0x08);
                break;
            case StackType.I64:
                blob.Add(0x0a);
                break;
            case StackType.F32:
                blob.Add(0x0c);
                break;
            case StackType.F64:
                blob.Add(0x0d);
                break;
            case StackType.V128:
                blob.Add(0x21);
                blob.AddRange(BitConverter.GetBytes(typeof(Vector128<byte>).TypeHandle.Value));
                break;
            default:
                blob.Add(0x1c);
                break;
        }
    }

    /// <summary>Appends a compressed unsigned number (ECMA-335 II.23.2).</summary>
    public static void AppendCount(List<byte> blob, int count)
    {
        if (count < 0x80)
        {
            blob.Add((byte)count);
        }
        else if (count < 0x4000)
        {
            blob.Add((byte)(0x80 | (count >> 8)));
            blob.Add((byte)count);
        }
        else
        {
            blob.Add((byte)(0xc0 | (count >> 24)));
            blob.Add((byte)(count >> 16));
            blob.Add((byte)(count >> 8));
            blob.Add((byte)count);
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (StackType type in Params)
        {
            text.Append(type).Append(' ');
        }

        return text.Append("->").AppendJoin(' ', Results).ToString();
    }

    private static Shape Parse(ReadOnlySpan<char> key)
    {
        int colon = key.IndexOf(':');
        return new Shape(ParseTypes(key[..colon]), ParseTypes(key[(colon + 1)..]));
    }

    private static StackType[] ParseTypes(ReadOnlySpan<char> text)
    {
        var types = new StackType[text.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = (StackType)(text[i] - '0');
        }

        return types;
    }

    private static int Slots(StackType[] types)
    {
        int slots = 0;
        foreach (StackType type in types)
        {
            slots += StackTypes.SlotsOf(type);
        }

        return slots;
    }

    private byte[] BuildSignature()
    {
        var blob = new List<byte>(8 + Params.Length) { 0 };
        AppendCount(blob, Params.Length + 2);
        if (Results.Length == 0)
        {
            blob.Add(0x01);
        }
        else
        {
            AppendType(blob, Results[0]);
        }

        blob.Add(0x0a);
        blob.Add(0x0a);
        foreach (StackType type in Params)
        {
            AppendType(blob, type);
        }

        return blob.ToArray();
    }
}
