using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Compose.Engine;

namespace Compose.Host.Clr.Code;

/// <summary>
/// One method under construction: IL, its tokens, its locals. <see cref="Compile"/> has RyuJIT compile it at once and
/// gives the address of the machine code, which lives as long as the <see cref="DynamicMethod"/> object.
/// </summary>
internal sealed class CodeMethod
{
    private readonly DynamicILInfo _info;
    private readonly Dictionary<(Type, string), int> _operations = [];
    private readonly Dictionary<Shape, int> _calls = [];
    private readonly List<StackType> _locals = [];
    private int _vectorToken;
    private int _selfToken;

    public CodeMethod(string name, Type returnType, Type[] parameters)
    {
        Method = new DynamicMethod(name, returnType, parameters, typeof(CodeMethod).Module, skipVisibility: true);
        _info = Method.GetDynamicILInfo();
    }

    public DynamicMethod Method { get; }

    public ILWriter IL { get; } = new();

    public int LocalCount => _locals.Count;

    public int AddLocal(StackType type)
    {
        _locals.Add(type);
        return _locals.Count - 1;
    }

    /// <summary>Calls a static method by name.</summary>
    public void Call([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type owner, string name)
    {
        if (!_operations.TryGetValue((owner, name), out int token))
        {
            token = _info.GetTokenFor(Operations.HandleOf(owner, name));
            _operations.Add((owner, name), token);
        }

        IL.EmitToken(ILCode.Call, token);
    }

    /// <summary>Calls the address on top of the IL stack with a signature.</summary>
    public void CallIndirect(Shape shape)
    {
        if (!_calls.TryGetValue(shape, out int token))
        {
            token = _info.GetTokenFor(shape.CallSignature);
            _calls.Add(shape, token);
        }

        IL.EmitToken(ILCode.Calli, token);
    }

    /// <summary>Calls the method itself.</summary>
    public void CallSelf()
    {
        if (_selfToken == 0)
        {
            _selfToken = _info.GetTokenFor(Method);
        }

        IL.EmitToken(ILCode.Call, _selfToken);
    }

    public void CallVirtual(RuntimeMethodHandle method, RuntimeTypeHandle type) =>
        IL.EmitToken(ILCode.Callvirt, _info.GetTokenFor(method, type));

    public int TokenOf(RuntimeTypeHandle type) => _info.GetTokenFor(type);

    public void LoadIndirect(StackType type)
    {
        if (type == StackType.V128)
        {
            IL.EmitToken(ILCode.Ldobj, VectorToken());
            return;
        }

        IL.Emit(type switch
        {
            StackType.I32 => ILCode.LdindI4,
            StackType.I64 => ILCode.LdindI8,
            StackType.F32 => ILCode.LdindR4,
            _ => ILCode.LdindR8,
        });
    }

    public void StoreIndirect(StackType type)
    {
        if (type == StackType.V128)
        {
            IL.EmitToken(ILCode.Stobj, VectorToken());
            return;
        }

        IL.Emit(type switch
        {
            StackType.I32 => ILCode.StindI4,
            StackType.I64 => ILCode.StindI8,
            StackType.F32 => ILCode.StindR4,
            _ => ILCode.StindR8,
        });
    }

    /// <summary>Hands the body to the runtime and compiles it; <paramref name="regions"/> are innermost first.</summary>
    public nint Compile(int maxStack, bool initLocals, IReadOnlyList<TryRegion> regions)
    {
        var signature = new List<byte>(_locals.Count + 8) { 0x07 };
        Shape.AppendCount(signature, _locals.Count);
        foreach (StackType type in _locals)
        {
            Shape.AppendType(signature, type);
        }

        Method.InitLocals = initLocals;
        _info.SetLocalSignature(signature.ToArray());
        _info.SetCode(IL.Finish(), maxStack);
        if (regions.Count > 0)
        {
            _info.SetExceptions(ExceptionTable(regions));
        }

        RuntimeMethodHandle handle = GetMethodDescriptor(Method);
        RuntimeHelpers.PrepareMethod(handle);
        return handle.GetFunctionPointer();
    }

    /// <summary>A fat exception section (ECMA-335 II.25.4.6), every clause catching WebAssembly exceptions.</summary>
    private byte[] ExceptionTable(IReadOnlyList<TryRegion> regions)
    {
        int token = _info.GetTokenFor(typeof(GuestExceptionException).TypeHandle);
        var section = new byte[4 + (24 * regions.Count)];
        BinaryPrimitives.WriteInt32LittleEndian(section, section.Length << 8);
        section[0] = 0x41;
        for (int i = 0; i < regions.Count; i++)
        {
            Span<byte> clause = section.AsSpan(4 + (24 * i), 24);
            int start = IL.OffsetOf(regions[i].Start);
            int handler = IL.OffsetOf(regions[i].HandlerStart);
            BinaryPrimitives.WriteInt32LittleEndian(clause[4..], start);
            BinaryPrimitives.WriteInt32LittleEndian(clause[8..], handler - start);
            BinaryPrimitives.WriteInt32LittleEndian(clause[12..], handler);
            BinaryPrimitives.WriteInt32LittleEndian(clause[16..], IL.OffsetOf(regions[i].HandlerEnd) - handler);
            BinaryPrimitives.WriteInt32LittleEndian(clause[20..], token);
        }

        return section;
    }

    private int VectorToken() => _vectorToken != 0 ? _vectorToken : _vectorToken = _info.GetTokenFor(typeof(Vector128<byte>).TypeHandle);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetMethodDescriptor")]
    private static extern RuntimeMethodHandle GetMethodDescriptor(DynamicMethod method);
}
