using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime;

/// <summary>
/// Code that calls a delegate of one type with values that lie in memory, without boxing: made once for each delegate
/// type and distance between values.
/// </summary>
internal static class DelegateStub
{
    private static readonly ConcurrentDictionary<(Type Delegate, FuncType Type, int Stride), Invoke> s_stubs = new();

    /// <summary>Calls <paramref name="target"/>; arguments begin at <paramref name="values"/>, the result goes there.</summary>
    public delegate void Invoke(Delegate target, CoreTask task, nint values);

    /// <summary>The stub for a delegate of matching signature.</summary>
    /// <exception cref="ArgumentException">The signature does not fit the type.</exception>
    public static Invoke For(Delegate target, FuncType type, int stride) =>
        s_stubs.GetOrAdd((target.GetType(), type, stride), static key => Make(key.Delegate, key.Type, key.Stride));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Trimming keeps the method Invoke of every delegate type that it keeps.")]
    private static Invoke Make(Type type, FuncType signature, int stride)
    {
        MethodInfo invoke = type.GetMethod("Invoke")!;
        ParameterInfo[] parameters = invoke.GetParameters();
        int skipped = parameters.Length > 0 && parameters[0].ParameterType == typeof(CoreTask) ? 1 : 0;
        bool fits = parameters.Length - skipped == signature.Params.Length && signature.Results.Length <= 1
            && (signature.Results.Length == 0 ? invoke.ReturnType == typeof(void) : Fits(invoke.ReturnType, signature.Results[0]));
        for (int i = 0; fits && i < signature.Params.Length; i++)
        {
            fits = Fits(parameters[i + skipped].ParameterType, signature.Params[i]);
        }

        if (!fits)
        {
            throw new ArgumentException($"the delegate {type} does not fit the type {signature}");
        }

        return RuntimeFeature.IsDynamicCodeSupported ? Emit(type, invoke, parameters, skipped, stride) : Interpret(parameters, skipped, stride);
    }

    private static bool Fits(Type type, ValType value) => value.Kind switch
    {
        ValKind.I32 => type == typeof(int) || type == typeof(uint),
        ValKind.I64 => type == typeof(long) || type == typeof(ulong),
        ValKind.F32 => type == typeof(float),
        ValKind.F64 => type == typeof(double),
        ValKind.Ref => type == typeof(ulong),
        _ => false,
    };

    private static Invoke Emit(Type type, MethodInfo invoke, ParameterInfo[] parameters, int skipped, int stride)
    {
        var method = new DynamicMethod("host_" + type.Name, typeof(void), [typeof(Delegate), typeof(CoreTask), typeof(nint)], typeof(DelegateStub).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        bool returns = invoke.ReturnType != typeof(void);
        if (returns)
        {
            il.Emit(OpCodes.Ldarg_2);
        }

        // The type was checked when the stub was chosen by it.
        il.Emit(OpCodes.Ldarg_0);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (i < skipped)
            {
                il.Emit(OpCodes.Ldarg_1);
                continue;
            }

            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldc_I4, (i - skipped) * stride);
            il.Emit(OpCodes.Add);
            il.Emit(Load(parameters[i].ParameterType));
        }

        il.Emit(OpCodes.Callvirt, invoke);
        if (returns)
        {
            // A slot's upper half is zero.
            if (invoke.ReturnType == typeof(int) || invoke.ReturnType == typeof(uint))
            {
                il.Emit(OpCodes.Conv_U8);
                il.Emit(OpCodes.Stind_I8);
            }
            else
            {
                il.Emit(invoke.ReturnType == typeof(float) ? OpCodes.Stind_R4 : invoke.ReturnType == typeof(double) ? OpCodes.Stind_R8 : OpCodes.Stind_I8);
            }
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Invoke>();
    }

    private static OpCode Load(Type type) =>
        type == typeof(int) ? OpCodes.Ldind_I4
        : type == typeof(uint) ? OpCodes.Ldind_U4
        : type == typeof(float) ? OpCodes.Ldind_R4
        : type == typeof(double) ? OpCodes.Ldind_R8
        : OpCodes.Ldind_I8;

    /// <summary>Where code cannot be made at run time: by reflection, which boxes.</summary>
    private static unsafe Invoke Interpret(ParameterInfo[] parameters, int skipped, int stride) => (target, task, values) =>
    {
        var arguments = new object[parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            byte* at = (byte*)values + ((i - skipped) * stride);
            Type type = parameters[i].ParameterType;
            arguments[i] = i < skipped ? task
                : type == typeof(int) ? *(int*)at
                : type == typeof(uint) ? *(uint*)at
                : type == typeof(long) ? *(long*)at
                : type == typeof(float) ? *(float*)at
                : type == typeof(double) ? *(double*)at
                : *(ulong*)at;
        }

        *(ulong*)values = target.DynamicInvoke(arguments) switch
        {
            int number => (uint)number,
            uint number => number,
            long number => (ulong)number,
            ulong number => number,
            float number => BitConverter.SingleToUInt32Bits(number),
            double number => BitConverter.DoubleToUInt64Bits(number),
            _ => *(ulong*)values,
        };
    };
}
