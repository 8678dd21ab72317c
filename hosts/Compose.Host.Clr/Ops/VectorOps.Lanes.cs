using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compose.Host.Clr.Ops;

/// <summary>Making, taking apart and rearranging vectors; bitwise operators.</summary>
internal static partial class VectorOps
{
    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Splat(int value) => Vector128.Create((sbyte)value).AsByte();

    [MethodImpl(Inline)]
    public static int I8x16ExtractLaneS(Vector128<byte> vector, int lane) => vector.AsSByte().GetElement(lane);

    [MethodImpl(Inline)]
    public static int I8x16ExtractLaneU(Vector128<byte> vector, int lane) => vector.AsByte().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16ReplaceLane(Vector128<byte> vector, int value, int lane) => vector.AsSByte().WithElement(lane, (sbyte)value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8Splat(int value) => Vector128.Create((short)value).AsByte();

    [MethodImpl(Inline)]
    public static int I16x8ExtractLaneS(Vector128<byte> vector, int lane) => vector.AsInt16().GetElement(lane);

    [MethodImpl(Inline)]
    public static int I16x8ExtractLaneU(Vector128<byte> vector, int lane) => vector.AsUInt16().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> I16x8ReplaceLane(Vector128<byte> vector, int value, int lane) => vector.AsInt16().WithElement(lane, (short)value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4Splat(int value) => Vector128.Create(value).AsByte();

    [MethodImpl(Inline)]
    public static int I32x4ExtractLane(Vector128<byte> vector, int lane) => vector.AsInt32().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> I32x4ReplaceLane(Vector128<byte> vector, int value, int lane) => vector.AsInt32().WithElement(lane, value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2Splat(long value) => Vector128.Create(value).AsByte();

    [MethodImpl(Inline)]
    public static long I64x2ExtractLane(Vector128<byte> vector, int lane) => vector.AsInt64().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> I64x2ReplaceLane(Vector128<byte> vector, long value, int lane) => vector.AsInt64().WithElement(lane, value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Splat(float value) => Vector128.Create(value).AsByte();

    [MethodImpl(Inline)]
    public static float F32x4ExtractLane(Vector128<byte> vector, int lane) => vector.AsSingle().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4ReplaceLane(Vector128<byte> vector, float value, int lane) => vector.AsSingle().WithElement(lane, value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Splat(double value) => Vector128.Create(value).AsByte();

    [MethodImpl(Inline)]
    public static double F64x2ExtractLane(Vector128<byte> vector, int lane) => vector.AsDouble().GetElement(lane);

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2ReplaceLane(Vector128<byte> vector, double value, int lane) => vector.AsDouble().WithElement(lane, value).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load8x8S(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsSByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load8x8U(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsByte()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load16x4S(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load16x4U(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsUInt16()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load32x2S(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load32x2U(long bits) => Vector128.WidenLower(Vector128.CreateScalar(bits).AsUInt32()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load32Zero(int bits) => Vector128.CreateScalar(bits).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Load64Zero(long bits) => Vector128.CreateScalar(bits).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Not(Vector128<byte> vector) => ~vector;

    [MethodImpl(Inline)]
    public static Vector128<byte> V128And(Vector128<byte> left, Vector128<byte> right) => left & right;

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Andnot(Vector128<byte> left, Vector128<byte> right) => Vector128.AndNot(left, right);

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Or(Vector128<byte> left, Vector128<byte> right) => left | right;

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Xor(Vector128<byte> left, Vector128<byte> right) => left ^ right;

    [MethodImpl(Inline)]
    public static Vector128<byte> V128Bitselect(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => Vector128.ConditionalSelect(mask, left, right);

    [MethodImpl(Inline)]
    public static int V128AnyTrue(Vector128<byte> vector) => vector == Vector128<byte>.Zero ? 0 : 1;

    /// <summary>Lanes 0 to 15 of the mask choose from the left, 16 to 31 from the right; constant masks fold.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Shuffle(Vector128<byte> left, Vector128<byte> right, Vector128<byte> mask) => Vector128.Shuffle(left, mask) | Vector128.Shuffle(right, mask - Vector128.Create((byte)16));

    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Swizzle(Vector128<byte> vector, Vector128<byte> indexes) => Vector128.Shuffle(vector, indexes);

    /// <summary>Bits of each byte, by a table of nibbles.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> I8x16Popcnt(Vector128<byte> vector)
    {
        Vector128<byte> counts = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        Vector128<byte> nibble = Vector128.Create((byte)15);
        return Vector128.Shuffle(counts, vector & nibble) + Vector128.Shuffle(counts, Vector128.ShiftRightLogical(vector.AsUInt16(), 4).AsByte() & nibble);
    }
}
