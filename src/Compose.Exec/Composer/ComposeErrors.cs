using System.Text.Json.Nodes;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>The record <c>sys:compose/types#error</c>.</summary>
internal static class ComposeErrors
{
    private const int FoundingCodes = 41;

    /// <summary>Does something and answers with its errors.</summary>
    public static Value Try(Func<Value> work)
    {
        try
        {
            return work();
        }
        catch (ComposeException failure)
        {
            return Err(failure.Errors);
        }
    }

    /// <summary>The result <c>err(…)</c> of errors: the first one's code, all of them in the context.</summary>
    public static Value Err(IReadOnlyList<ComposeError> errors)
    {
        var all = new JsonArray();
        foreach (ComposeError error in errors)
        {
            all.Add((JsonNode)ErrorJson.Of(error));
        }

        return Value.Err(Value.Record(
            Value.Case(CaseOf(errors[0].Code)),
            Value.From(errors[0].Message),
            Value.Some(Value.From(new JsonObject { ["errors"] = all }.ToJsonString()))));
    }

    /// <summary>The case of a code: its number, or that of the nearest founding code of its domain.</summary>
    private static int CaseOf(ErrorCode code)
    {
        if (code.Number < FoundingCodes)
        {
            return code.Number;
        }

        ErrorCode nearest = code.Domain switch
        {
            "Exec" => ErrorCodes.Exec.Trap,
            "Plan" or "Canon" => ErrorCodes.Plan.InvalidSchema,
            "Emit" => ErrorCodes.Emit.CompositionFailed,
            "Blob" => ErrorCodes.Blob.IOError,
            "Trust" => ErrorCodes.Trust.VerificationFailed,
            "Secret" => ErrorCodes.Secret.BackendError,
            "Component" or "Wit" => ErrorCodes.Generic.InvalidInput,
            _ => ErrorCodes.Generic.InternalError,
        };
        return nearest.Number;
    }
}
