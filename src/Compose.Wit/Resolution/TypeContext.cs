namespace Compose.Wit.Resolution;

/// <summary>Where a type is being resolved.</summary>
/// <param name="Included">False in what is left out: its names must be defined, nothing else is asked of it.</param>
/// <param name="Stability">The gate that types without a name inherit.</param>
internal readonly record struct TypeContext(TypeScope Scope, bool Included, Stability Stability);
