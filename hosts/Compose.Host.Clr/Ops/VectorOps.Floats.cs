using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Compose.Host.Clr.Ops;

/// <summary>Floating-point lanes.</summary>
internal static partial class VectorOps
{
    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Lt(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Gt(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Le(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Ge(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsSingle(), right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Add(Vector128<byte> left, Vector128<byte> right) => (left.AsSingle() + right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsSingle() - right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Mul(Vector128<byte> left, Vector128<byte> right) => (left.AsSingle() * right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Div(Vector128<byte> left, Vector128<byte> right) => (left.AsSingle() / right.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Abs(Vector128<byte> vector) => Vector128.AndNot(vector, Vector128.Create(int.MinValue).AsByte());

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Neg(Vector128<byte> vector) => vector ^ Vector128.Create(int.MinValue).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Sqrt(Vector128<byte> vector) => Vector128.Sqrt(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Ceil(Vector128<byte> vector) => Vector128.Ceiling(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Floor(Vector128<byte> vector) => Vector128.Floor(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Trunc(Vector128<byte> vector) => Vector128.Truncate(vector.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Nearest(Vector128<byte> vector) => Vector128.Round(vector.AsSingle()).AsByte();

    /// <summary>NaN, made quiet, if either lane is NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Min(Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<float> a = left.AsSingle(), b = right.AsSingle();
        Vector128<float> ordered = Vector128.Equals(a, a) & Vector128.Equals(b, b);
        return Vector128.ConditionalSelect(ordered, Vector128.Min(a, b), a + b).AsByte();
    }

    /// <summary>NaN, made quiet, if either lane is NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Max(Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<float> a = left.AsSingle(), b = right.AsSingle();
        Vector128<float> ordered = Vector128.Equals(a, a) & Vector128.Equals(b, b);
        return Vector128.ConditionalSelect(ordered, Vector128.Max(a, b), a + b).AsByte();
    }

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Pmin(Vector128<byte> left, Vector128<byte> right) => Vector128.ConditionalSelect(Vector128.LessThan(right.AsSingle(), left.AsSingle()).AsByte(), right, left);

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4Pmax(Vector128<byte> left, Vector128<byte> right) => Vector128.ConditionalSelect(Vector128.LessThan(left.AsSingle(), right.AsSingle()).AsByte(), right, left);

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4RelaxedMin(Vector128<byte> left, Vector128<byte> right) => F32x4Min(left, right);

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4RelaxedMax(Vector128<byte> left, Vector128<byte> right) => F32x4Max(left, right);

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4RelaxedMadd(Vector128<byte> left, Vector128<byte> right, Vector128<byte> addend) => ((left.AsSingle() * right.AsSingle()) + addend.AsSingle()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F32x4RelaxedNmadd(Vector128<byte> left, Vector128<byte> right, Vector128<byte> addend) => (addend.AsSingle() - (left.AsSingle() * right.AsSingle())).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Eq(Vector128<byte> left, Vector128<byte> right) => Vector128.Equals(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Ne(Vector128<byte> left, Vector128<byte> right) => ~Vector128.Equals(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Lt(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThan(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Gt(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThan(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Le(Vector128<byte> left, Vector128<byte> right) => Vector128.LessThanOrEqual(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Ge(Vector128<byte> left, Vector128<byte> right) => Vector128.GreaterThanOrEqual(left.AsDouble(), right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Add(Vector128<byte> left, Vector128<byte> right) => (left.AsDouble() + right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Sub(Vector128<byte> left, Vector128<byte> right) => (left.AsDouble() - right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Mul(Vector128<byte> left, Vector128<byte> right) => (left.AsDouble() * right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Div(Vector128<byte> left, Vector128<byte> right) => (left.AsDouble() / right.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Abs(Vector128<byte> vector) => Vector128.AndNot(vector, Vector128.Create(long.MinValue).AsByte());

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Neg(Vector128<byte> vector) => vector ^ Vector128.Create(long.MinValue).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Sqrt(Vector128<byte> vector) => Vector128.Sqrt(vector.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Ceil(Vector128<byte> vector) => Vector128.Ceiling(vector.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Floor(Vector128<byte> vector) => Vector128.Floor(vector.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Trunc(Vector128<byte> vector) => Vector128.Truncate(vector.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Nearest(Vector128<byte> vector) => Vector128.Round(vector.AsDouble()).AsByte();

    /// <summary>NaN, made quiet, if either lane is NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Min(Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<double> a = left.AsDouble(), b = right.AsDouble();
        Vector128<double> ordered = Vector128.Equals(a, a) & Vector128.Equals(b, b);
        return Vector128.ConditionalSelect(ordered, Vector128.Min(a, b), a + b).AsByte();
    }

    /// <summary>NaN, made quiet, if either lane is NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Max(Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<double> a = left.AsDouble(), b = right.AsDouble();
        Vector128<double> ordered = Vector128.Equals(a, a) & Vector128.Equals(b, b);
        return Vector128.ConditionalSelect(ordered, Vector128.Max(a, b), a + b).AsByte();
    }

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Pmin(Vector128<byte> left, Vector128<byte> right) => Vector128.ConditionalSelect(Vector128.LessThan(right.AsDouble(), left.AsDouble()).AsByte(), right, left);

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2Pmax(Vector128<byte> left, Vector128<byte> right) => Vector128.ConditionalSelect(Vector128.LessThan(left.AsDouble(), right.AsDouble()).AsByte(), right, left);

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2RelaxedMin(Vector128<byte> left, Vector128<byte> right) => F64x2Min(left, right);

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2RelaxedMax(Vector128<byte> left, Vector128<byte> right) => F64x2Max(left, right);

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2RelaxedMadd(Vector128<byte> left, Vector128<byte> right, Vector128<byte> addend) => ((left.AsDouble() * right.AsDouble()) + addend.AsDouble()).AsByte();

    [MethodImpl(Inline)]
    public static Vector128<byte> F64x2RelaxedNmadd(Vector128<byte> left, Vector128<byte> right, Vector128<byte> addend) => (addend.AsDouble() - (left.AsDouble() * right.AsDouble())).AsByte();
}
