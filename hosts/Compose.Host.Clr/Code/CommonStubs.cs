using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Stubs of the commonest shapes, compiled beforehand: up to six i32 parameters, for binders and resolvers also i64, and
/// no result, an i32 or an i64. They spare a start most of its just-in-time compilation. Each is as <see cref="Stubs"/>
/// would make it.
/// </summary>
/// <remarks>
/// The three kinds of result share one method: an i64 is returned in a register whose lower half an i32 is returned in,
/// and which a caller that expects nothing leaves alone. Binders and resolvers hand their parameters on unseen: a register
/// (or a stack slot of 8 bytes, where there are fewer registers) holds an i64, or an i32 in its lower half.
/// </remarks>
internal static unsafe class CommonStubs
{
    private const int MaxParameters = 6;

    private static readonly nint[] s_entries =
    [
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter0<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter1<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter2<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter3<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter4<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter5<Long>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6<NoResult>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6<Word>,
        (nint)(delegate* managed<nint, nint, nint, nint, void>)&Enter6<Long>,
    ];

    private static readonly nint[] s_callbacks =
    [
        (nint)(delegate* managed<nint, nint, long>)&Leave0,
        (nint)(delegate* managed<nint, nint, int, long>)&Leave1,
        (nint)(delegate* managed<nint, nint, int, int, long>)&Leave2,
        (nint)(delegate* managed<nint, nint, int, int, int, long>)&Leave3,
        (nint)(delegate* managed<nint, nint, int, int, int, int, long>)&Leave4,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, long>)&Leave5,
        (nint)(delegate* managed<nint, nint, int, int, int, int, int, int, long>)&Leave6,
    ];

    private static readonly nint[] s_binders =
    [
        (nint)(delegate* managed<nint, nint, long>)&Bind0,
        (nint)(delegate* managed<nint, nint, long, long>)&Bind1,
        (nint)(delegate* managed<nint, nint, long, long, long>)&Bind2,
        (nint)(delegate* managed<nint, nint, long, long, long, long>)&Bind3,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long>)&Bind4,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long, long>)&Bind5,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long, long, long>)&Bind6,
    ];

    private static readonly nint[] s_resolvers =
    [
        (nint)(delegate* managed<nint, nint, long>)&Resolve0,
        (nint)(delegate* managed<nint, nint, long, long>)&Resolve1,
        (nint)(delegate* managed<nint, nint, long, long, long>)&Resolve2,
        (nint)(delegate* managed<nint, nint, long, long, long, long>)&Resolve3,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long>)&Resolve4,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long, long>)&Resolve5,
        (nint)(delegate* managed<nint, nint, long, long, long, long, long, long, long>)&Resolve6,
    ];

    /// <summary>What becomes of the register that a result is returned in.</summary>
    private interface IResult
    {
        static abstract void Store(long register, ulong* slots);
    }

    /// <summary>The entry of a common shape, or 0.</summary>
    public static nint EntryOf(Shape shape) => IsCommon(shape, out int result) ? s_entries[(3 * shape.Params.Length) + result] : 0;

    /// <summary>The host callback of a common shape, or 0.</summary>
    public static nint CallbackOf(Shape shape) => IsCommon(shape, out _) ? s_callbacks[shape.Params.Length] : 0;

    /// <summary>The binder of a common shape, or 0.</summary>
    public static nint BinderOf(Shape shape) => HandsOn(shape) ? s_binders[shape.Params.Length] : 0;

    /// <summary>The resolver of a common shape, or 0.</summary>
    public static nint ResolverOf(Shape shape) => HandsOn(shape) ? s_resolvers[shape.Params.Length] : 0;

    private static bool IsCommon(Shape shape, out int result)
    {
        result = ResultOf(shape);
        return result >= 0 && shape.Params.Length <= MaxParameters && !shape.Params.AsSpan().ContainsAnyExcept(StackType.I32);
    }

    private static bool HandsOn(Shape shape) =>
        ResultOf(shape) >= 0 && shape.Params.Length <= MaxParameters && !shape.Params.AsSpan().ContainsAnyExcept(StackType.I32, StackType.I64);

    private static int ResultOf(Shape shape) => shape.Results switch
    {
        [] => 0,
        [StackType.I32] => 1,
        [StackType.I64] => 2,
        _ => -1,
    };

    private static void Enter0<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, long>)code)(context, task), s);
    }

    private static long Leave0(nint context, nint task)
    {
        ulong* s = stackalloc ulong[1];
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind0(nint import, nint task) =>
        ((delegate* managed<nint, nint, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task);

    private static long Resolve0(nint context, nint task) =>
        ((delegate* managed<nint, nint, long>)HostOps.Resolve(context, task))(context, task);

    private static void Enter1<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, long>)code)(context, task, (int)s[0]), s);
    }

    private static long Leave1(nint context, nint task, int a0)
    {
        ulong* s = stackalloc ulong[1];
        s[0] = (uint)a0;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind1(nint import, nint task, long a0) =>
        ((delegate* managed<nint, nint, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0);

    private static long Resolve1(nint context, nint task, long a0) =>
        ((delegate* managed<nint, nint, long, long>)HostOps.Resolve(context, task))(context, task, a0);

    private static void Enter2<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, int, long>)code)(context, task, (int)s[0], (int)s[1]), s);
    }

    private static long Leave2(nint context, nint task, int a0, int a1)
    {
        ulong* s = stackalloc ulong[2];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind2(nint import, nint task, long a0, long a1) =>
        ((delegate* managed<nint, nint, long, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1);

    private static long Resolve2(nint context, nint task, long a0, long a1) =>
        ((delegate* managed<nint, nint, long, long, long>)HostOps.Resolve(context, task))(context, task, a0, a1);

    private static void Enter3<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2]), s);
    }

    private static long Leave3(nint context, nint task, int a0, int a1, int a2)
    {
        ulong* s = stackalloc ulong[3];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind3(nint import, nint task, long a0, long a1, long a2) =>
        ((delegate* managed<nint, nint, long, long, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2);

    private static long Resolve3(nint context, nint task, long a0, long a1, long a2) =>
        ((delegate* managed<nint, nint, long, long, long, long>)HostOps.Resolve(context, task))(context, task, a0, a1, a2);

    private static void Enter4<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3]), s);
    }

    private static long Leave4(nint context, nint task, int a0, int a1, int a2, int a3)
    {
        ulong* s = stackalloc ulong[4];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind4(nint import, nint task, long a0, long a1, long a2, long a3) =>
        ((delegate* managed<nint, nint, long, long, long, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3);

    private static long Resolve4(nint context, nint task, long a0, long a1, long a2, long a3) =>
        ((delegate* managed<nint, nint, long, long, long, long, long>)HostOps.Resolve(context, task))(context, task, a0, a1, a2, a3);

    private static void Enter5<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4]), s);
    }

    private static long Leave5(nint context, nint task, int a0, int a1, int a2, int a3, int a4)
    {
        ulong* s = stackalloc ulong[5];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind5(nint import, nint task, long a0, long a1, long a2, long a3, long a4) =>
        ((delegate* managed<nint, nint, long, long, long, long, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4);

    private static long Resolve5(nint context, nint task, long a0, long a1, long a2, long a3, long a4) =>
        ((delegate* managed<nint, nint, long, long, long, long, long, long>)HostOps.Resolve(context, task))(context, task, a0, a1, a2, a3, a4);

    private static void Enter6<T>(nint code, nint context, nint task, nint slots)
        where T : IResult
    {
        var s = (ulong*)slots;
        T.Store(((delegate* managed<nint, nint, int, int, int, int, int, int, long>)code)(context, task, (int)s[0], (int)s[1], (int)s[2], (int)s[3], (int)s[4], (int)s[5]), s);
    }

    private static long Leave6(nint context, nint task, int a0, int a1, int a2, int a3, int a4, int a5)
    {
        ulong* s = stackalloc ulong[6];
        s[0] = (uint)a0;
        s[1] = (uint)a1;
        s[2] = (uint)a2;
        s[3] = (uint)a3;
        s[4] = (uint)a4;
        s[5] = (uint)a5;
        HostOps.Invoke(context, task, (nint)s);
        return (long)s[0];
    }

    private static long Bind6(nint import, nint task, long a0, long a1, long a2, long a3, long a4, long a5) =>
        ((delegate* managed<nint, nint, long, long, long, long, long, long, long>)HostOps.Bind(import))((nint)((NativeImport*)import)->Context, task, a0, a1, a2, a3, a4, a5);

    private static long Resolve6(nint context, nint task, long a0, long a1, long a2, long a3, long a4, long a5) =>
        ((delegate* managed<nint, nint, long, long, long, long, long, long, long>)HostOps.Resolve(context, task))(context, task, a0, a1, a2, a3, a4, a5);

    private readonly struct NoResult : IResult
    {
        public static void Store(long register, ulong* slots)
        {
        }
    }

    private readonly struct Word : IResult
    {
        public static void Store(long register, ulong* slots) => *slots = (uint)register;
    }

    private readonly struct Long : IResult
    {
        public static void Store(long register, ulong* slots) => *slots = (ulong)register;
    }
}
