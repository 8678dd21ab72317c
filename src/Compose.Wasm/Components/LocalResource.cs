using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>A resource that a component defines.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Representation">i32, or i64 with 64-bit memories.</param>
/// <param name="Destructor">The core function that destroys it, or null.</param>
/// <param name="TypeIndex">The type index of its definition.</param>
public readonly record struct LocalResource(ResourceId Id, ValType Representation, int? Destructor, int TypeIndex);
