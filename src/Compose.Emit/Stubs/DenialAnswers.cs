using Compose.Wasm.Components;

namespace Compose.Emit.Stubs;

/// <summary>
/// What a denied function answers: empty where there is an empty answer, the error that says "denied" or "closed"
/// where there is one, a handle of an own resource where only a handle will do, and a trap where nothing else is
/// honest (SPEC, "Denials"). Read off the type, with the few exceptions that the specification names.
/// </summary>
internal static class DenialAnswers
{
    /// <summary>Error cases by preference; the first that exists and needs no payload is taken.</summary>
    private static readonly string[] s_errors =
        ["closed", "access-denied", "HTTP-request-denied", "not-permitted", "access", "permission-denied", "denied", "forbidden", "unauthorized"];

    /// <summary>The answer to <paramref name="function"/> of the interface (named without version).</summary>
    public static Answer For(string interfaceName, string function, ComponentFuncType type)
    {
        switch (interfaceName, function)
        {
            case ("wasi:random/random" or "wasi:random/insecure", _):
                return Answer.Trap;
            case ("wasi:io/poll", "poll") when type.Parameters.Count == 1 && type.Result is ListType:
                return new Answer(AnswerKind.PollAll);
            case ("wasi:io/poll", "[method]pollable.ready"):
                return Answer.Of(new Literal { Bits = 1 });
            case ("wasi:clocks/monotonic-clock", "now") when type.Result is PrimitiveType:
                return new Answer(AnswerKind.ClockNow);
            case ("wasi:clocks/monotonic-clock", "resolution" or "get-resolution"):
                return Answer.Of(new Literal { Bits = 1 });
            case ("wasi:clocks/monotonic-clock", "subscribe-duration") when type.Result is OwnType own:
                return new Answer(AnswerKind.ClockAdvance, Resource: own.Resource.Id);
            case ("wasi:clocks/monotonic-clock", "subscribe-instant") when type.Result is OwnType own:
                return new Answer(AnswerKind.ClockReach, Resource: own.Resource.Id);
            default:
                return ByType(type);
        }
    }

    private static Answer ByType(ComponentFuncType type)
    {
        if (type.IsAsync)
        {
            return Answer.Trap;
        }

        return type.Result switch
        {
            null => Answer.Of(Literal.Zero),
            OwnType own => new Answer(AnswerKind.Make, Resource: own.Resource.Id),
            { } result when Refusal(result) is { } value => Answer.Of(value),
            _ => Answer.Trap,
        };
    }

    /// <summary>A value of the type that grants nothing, or null if every value holds a handle.</summary>
    private static Literal? Refusal(ComponentValueType type)
    {
        switch (type)
        {
            case PrimitiveType { Kind: not PrimitiveKind.ErrorContext } or ListType or FlagsType or EnumType or OptionType:
                return Literal.Zero;
            case ResultType result:
                return Error(result);
            case RecordType record:
                return All(record.Fields.Count, i => record.Fields[i].Type);
            case TupleType tuple:
                return All(tuple.Elements.Count, i => tuple.Elements[i]);
            case VariantType variant:
                for (int i = 0; i < variant.Cases.Count; i++)
                {
                    if (variant.Cases[i].Type is not { } payload)
                    {
                        return Literal.Case(i);
                    }

                    if (Refusal(payload) is { } value)
                    {
                        return Literal.Case(i, value);
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static Literal? Error(ResultType result)
    {
        switch (result.Error)
        {
            case null:
                return Literal.Case(1);
            case EnumType @enum:
                return Literal.Case(1, Literal.Case(Preferred(@enum.Cases.Count, i => @enum.Cases[i])));
            case VariantType variant:
                int named = Preferred(variant.Cases.Count, i => variant.Cases[i].Type is null ? variant.Cases[i].Name : null);
                return variant.Cases[named].Type is null
                    ? Literal.Case(1, Literal.Case(named))
                    : Refusal(variant) is { } value ? Literal.Case(1, value) : null;
            case PrimitiveType { Kind: PrimitiveKind.String }:
                return Literal.Case(1, Literal.Of("denied: the plan does not grant this"));
            case { } error:
                return Refusal(error) is { } other ? Literal.Case(1, other) : null;
        }
    }

    /// <summary>The case with the most telling name; else the last without payload; else 0.</summary>
    private static int Preferred(int count, Func<int, string?> nameOf)
    {
        foreach (string wanted in s_errors)
        {
            for (int i = 0; i < count; i++)
            {
                if (string.Equals(nameOf(i), wanted, StringComparison.Ordinal))
                {
                    return i;
                }
            }
        }

        for (int i = count - 1; i > 0; i--)
        {
            if (nameOf(i) is not null)
            {
                return i;
            }
        }

        return 0;
    }

    private static Literal? All(int count, Func<int, ComponentValueType> typeOf)
    {
        var items = new Literal[count];
        for (int i = 0; i < count; i++)
        {
            if (Refusal(typeOf(i)) is not { } value)
            {
                return null;
            }

            items[i] = value;
        }

        return Literal.List(items);
    }
}
