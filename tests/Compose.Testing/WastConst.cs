using System.Globalization;
using System.Text.Json;

namespace Compose.Testing;

/// <summary>
/// A constant of a script, core or component: a type and a JSON value. Core numbers have <see cref="Bits"/>; component
/// values are read from <see cref="Value"/>, whose lists, records and payloads are constants again
/// (<see cref="From"/>).
/// </summary>
public sealed class WastConst
{
    private readonly JsonElement _json;

    private WastConst(JsonElement json) => _json = json;

    /// <summary><c>i32</c>, <c>v128</c>, <c>externref</c>, <c>list</c>, <c>either</c>…</summary>
    public string Type => _json.GetProperty("type").GetString()!;

    /// <summary>The JSON value; undefined where there is none.</summary>
    public JsonElement Value => _json.TryGetProperty("value", out JsonElement value) ? value : default;

    public bool HasValue => Value.ValueKind != JsonValueKind.Undefined;

    /// <summary>The value as text, or null if it is none.</summary>
    public string? Text => Value.ValueKind == JsonValueKind.String ? Value.GetString() : null;

    /// <summary><c>nan:canonical</c>: expected only.</summary>
    public bool IsCanonicalNan => Text == "nan:canonical";

    /// <summary><c>nan:arithmetic</c>: expected only.</summary>
    public bool IsArithmeticNan => Text == "nan:arithmetic";

    /// <summary>A null reference: by value, or by a type that has no other.</summary>
    public bool IsNull => Type is "refnull" or "nullref" or "nullfuncref" or "nullexternref" or "nullexnref" ||
        (Type.EndsWith("ref", StringComparison.Ordinal) && Text == "null");

    /// <summary>The alternatives of <c>either</c>.</summary>
    public IReadOnlyList<WastConst> Alternatives => List(_json.GetProperty("values"));

    /// <summary>The bits of an i32, i64, f32 or f64, zero-extended.</summary>
    public ulong Bits => BitsOf(Type, Text ?? throw new InvalidDataException($"{this} has no bits"));

    /// <summary><c>i8</c>, <c>i16</c>, <c>i32</c>, <c>i64</c>, <c>f32</c> or <c>f64</c>.</summary>
    public string LaneType => _json.GetProperty("lane_type").GetString()!;

    /// <summary>The lanes of a v128 as text, lane 0 first; float lanes may be NaN patterns.</summary>
    public IReadOnlyList<string> Lanes
    {
        get
        {
            var lanes = new List<string>(16);
            foreach (JsonElement lane in Value.EnumerateArray())
            {
                lanes.Add(lane.GetString()!);
            }

            return lanes;
        }
    }

    /// <summary>Low and high half of a v128 without NaN patterns.</summary>
    public (ulong Low, ulong High) V128Bits
    {
        get
        {
            IReadOnlyList<string> lanes = Lanes;
            int width = 128 / lanes.Count;
            UInt128 bits = 0;
            for (int i = 0; i < lanes.Count; i++)
            {
                bits |= (UInt128)BitsOf(LaneType, lanes[i]) << (i * width);
            }

            return ((ulong)bits, (ulong)(bits >> 64));
        }
    }

    /// <summary>A constant within a component value.</summary>
    public static WastConst From(JsonElement json) => new(json);

    /// <summary>A JSON array of constants.</summary>
    public static IReadOnlyList<WastConst> List(JsonElement json)
    {
        var list = new List<WastConst>(json.GetArrayLength());
        foreach (JsonElement element in json.EnumerateArray())
        {
            list.Add(new WastConst(element));
        }

        return list;
    }

    /// <summary>
    /// The bits of a number as scripts write it: integers as signed decimals, floats as the decimal of their bit pattern.
    /// </summary>
    public static ulong BitsOf(string type, string text)
    {
        ulong bits = text.StartsWith('-')
            ? (ulong)long.Parse(text, CultureInfo.InvariantCulture)
            : ulong.Parse(text, CultureInfo.InvariantCulture);
        return type switch
        {
            "i8" or "s8" or "u8" => (byte)bits,
            "i16" or "s16" or "u16" => (ushort)bits,
            "i32" or "f32" or "s32" or "u32" => (uint)bits,
            _ => bits,
        };
    }

    public override string ToString() => $"{Type} {_json}";
}
