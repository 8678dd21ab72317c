using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Compose.Engine;

namespace Compose.Host.Clr.Ops;

/// <summary>
/// Operators that are not one IL instruction, named as in <see cref="Wasm.Core.Opcode"/>. RyuJIT inlines them into
/// guest code.
/// </summary>
internal static class NumericOps
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static int I32Clz(int value) => BitOperations.LeadingZeroCount((uint)value);

    [MethodImpl(Inline)]
    public static int I32Ctz(int value) => BitOperations.TrailingZeroCount(value);

    [MethodImpl(Inline)]
    public static int I32Popcnt(int value) => BitOperations.PopCount((uint)value);

    [MethodImpl(Inline)]
    public static long I64Clz(long value) => BitOperations.LeadingZeroCount((ulong)value);

    [MethodImpl(Inline)]
    public static long I64Ctz(long value) => BitOperations.TrailingZeroCount(value);

    [MethodImpl(Inline)]
    public static long I64Popcnt(long value) => BitOperations.PopCount((ulong)value);

    [MethodImpl(Inline)]
    public static int I32Rotl(int value, int count) => (int)BitOperations.RotateLeft((uint)value, count);

    [MethodImpl(Inline)]
    public static int I32Rotr(int value, int count) => (int)BitOperations.RotateRight((uint)value, count);

    [MethodImpl(Inline)]
    public static long I64Rotl(long value, long count) => (long)BitOperations.RotateLeft((ulong)value, (int)count);

    [MethodImpl(Inline)]
    public static long I64Rotr(long value, long count) => (long)BitOperations.RotateRight((ulong)value, (int)count);

    [MethodImpl(Inline)]
    public static int I32RemS(int left, int right) => right == -1 ? 0 : left % right;

    [MethodImpl(Inline)]
    public static long I64RemS(long left, long right) => right == -1 ? 0 : left % right;

    [MethodImpl(Inline)]
    public static float F32Abs(float value) => MathF.Abs(value);

    [MethodImpl(Inline)]
    public static double F64Abs(double value) => Math.Abs(value);

    [MethodImpl(Inline)]
    public static float F32Ceil(float value) => MathF.Ceiling(value);

    [MethodImpl(Inline)]
    public static double F64Ceil(double value) => Math.Ceiling(value);

    [MethodImpl(Inline)]
    public static float F32Floor(float value) => MathF.Floor(value);

    [MethodImpl(Inline)]
    public static double F64Floor(double value) => Math.Floor(value);

    [MethodImpl(Inline)]
    public static float F32Trunc(float value) => MathF.Truncate(value);

    [MethodImpl(Inline)]
    public static double F64Trunc(double value) => Math.Truncate(value);

    [MethodImpl(Inline)]
    public static float F32Nearest(float value) => MathF.Round(value);

    [MethodImpl(Inline)]
    public static double F64Nearest(double value) => Math.Round(value);

    [MethodImpl(Inline)]
    public static float F32Sqrt(float value) => MathF.Sqrt(value);

    [MethodImpl(Inline)]
    public static double F64Sqrt(double value) => Math.Sqrt(value);

    /// <summary>The smaller; NaN if either is; -0 below +0.</summary>
    [MethodImpl(Inline)]
    public static float F32Min(float left, float right)
    {
        if (left < right)
        {
            return left;
        }

        if (right < left)
        {
            return right;
        }

        return left == right
            ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(left) | BitConverter.SingleToInt32Bits(right))
            : left + right;
    }

    [MethodImpl(Inline)]
    public static double F64Min(double left, double right)
    {
        if (left < right)
        {
            return left;
        }

        if (right < left)
        {
            return right;
        }

        return left == right
            ? BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(left) | BitConverter.DoubleToInt64Bits(right))
            : left + right;
    }

    [MethodImpl(Inline)]
    public static float F32Max(float left, float right)
    {
        if (left > right)
        {
            return left;
        }

        if (right > left)
        {
            return right;
        }

        return left == right
            ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(left) & BitConverter.SingleToInt32Bits(right))
            : left + right;
    }

    [MethodImpl(Inline)]
    public static double F64Max(double left, double right)
    {
        if (left > right)
        {
            return left;
        }

        if (right > left)
        {
            return right;
        }

        return left == right
            ? BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(left) & BitConverter.DoubleToInt64Bits(right))
            : left + right;
    }

    [MethodImpl(Inline)]
    public static float F32Copysign(float magnitude, float sign) => BitConverter.Int32BitsToSingle(
        (BitConverter.SingleToInt32Bits(magnitude) & int.MaxValue) | (BitConverter.SingleToInt32Bits(sign) & int.MinValue));

    [MethodImpl(Inline)]
    public static double F64Copysign(double magnitude, double sign) => BitConverter.Int64BitsToDouble(
        (BitConverter.DoubleToInt64Bits(magnitude) & long.MaxValue) | (BitConverter.DoubleToInt64Bits(sign) & long.MinValue));

    [MethodImpl(Inline)]
    public static int I32TruncF32S(float value)
    {
        if (value is >= -2147483648f and < 2147483648f)
        {
            return (int)value;
        }

        return (int)BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static int I32TruncF32U(float value)
    {
        if (value is > -1f and < 4294967296f)
        {
            return (int)(uint)value;
        }

        return (int)BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static int I32TruncF64S(double value)
    {
        if (value is > -2147483649.0 and < 2147483648.0)
        {
            return (int)value;
        }

        return (int)BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static int I32TruncF64U(double value)
    {
        if (value is > -1.0 and < 4294967296.0)
        {
            return (int)(uint)value;
        }

        return (int)BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static long I64TruncF32S(float value)
    {
        if (value is >= -9223372036854775808f and < 9223372036854775808f)
        {
            return (long)value;
        }

        return BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static long I64TruncF32U(float value)
    {
        if (value is > -1f and < 18446744073709551616f)
        {
            return (long)(ulong)value;
        }

        return BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static long I64TruncF64S(double value)
    {
        if (value is >= -9223372036854775808.0 and < 9223372036854775808.0)
        {
            return (long)value;
        }

        return BadTruncation(value);
    }

    [MethodImpl(Inline)]
    public static long I64TruncF64U(double value)
    {
        if (value is > -1.0 and < 18446744073709551616.0)
        {
            return (long)(ulong)value;
        }

        return BadTruncation(value);
    }

    /// <summary>Rounds once: halves with the lost bit kept sticky, then doubles.</summary>
    [MethodImpl(Inline)]
    public static float F32ConvertI64U(long value) => value >= 0 ? value : (float)(long)(((ulong)value >> 1) | ((ulong)value & 1)) * 2f;

    [MethodImpl(Inline)]
    public static double F64ConvertI64U(long value) => value >= 0 ? value : (double)(long)(((ulong)value >> 1) | ((ulong)value & 1)) * 2.0;

    /// <summary>By instruction: RyuJIT takes a cast there and back for nothing, and a signalling NaN would stay so.</summary>
    [MethodImpl(Inline)]
    public static float F32DemoteF64(double value)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(value)).ToScalar();
        }

        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ConvertToSingleLower(Vector128.CreateScalarUnsafe(value)).ToScalar() : (float)value;
    }

    [MethodImpl(Inline)]
    public static int I32ReinterpretF32(float value) => BitConverter.SingleToInt32Bits(value);

    [MethodImpl(Inline)]
    public static long I64ReinterpretF64(double value) => BitConverter.DoubleToInt64Bits(value);

    [MethodImpl(Inline)]
    public static float F32ReinterpretI32(int value) => BitConverter.Int32BitsToSingle(value);

    [MethodImpl(Inline)]
    public static double F64ReinterpretI64(long value) => BitConverter.Int64BitsToDouble(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long BadTruncation(double value) =>
        throw new CoreTrapException(double.IsNaN(value) ? TrapCode.BadConversionToInteger : TrapCode.IntegerOverflow);
}
