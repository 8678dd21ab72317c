namespace Compose.Wasm.Core;

/// <summary>
/// A clause of <c>try_table</c>: which exceptions it takes (<see cref="Tag"/>, or all), whether it pushes the exception
/// reference, and the label it branches to, counted outside of the <c>try_table</c> itself.
/// </summary>
public readonly record struct CatchClause(byte Kind, uint Tag, uint Label)
{
    /// <summary><c>catch_all</c> or <c>catch_all_ref</c>: there is no tag and no payload.</summary>
    public bool IsAll => Kind >= 2;

    /// <summary><c>catch_ref</c> or <c>catch_all_ref</c>: an exnref is pushed last.</summary>
    public bool PushesReference => (Kind & 1) != 0;
}
