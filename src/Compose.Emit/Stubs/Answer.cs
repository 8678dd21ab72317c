using Compose.Wasm.Components;

namespace Compose.Emit.Stubs;

/// <summary>The answer of one compiled-in function; <see cref="Resource"/> is what <c>Make</c> and the waiting kinds
/// make a handle of.</summary>
internal readonly record struct Answer(AnswerKind Kind, Literal? Value = null, ResourceId? Resource = null)
{
    public static readonly Answer Trap = new(AnswerKind.Trap);

    public static Answer Of(Literal value) => new(AnswerKind.Value, value);
}
