namespace Mainstay.Entities;

/// <summary>A value of a view's statement: null, a number, a truth (1 or 0), a text or bytes. Made by conversion, so that numbers need no box.</summary>
public readonly struct ViewValue
{
    private readonly object? _reference;
    private readonly long _number;
    private readonly bool _isNumber;

    private ViewValue(long number) => (_number, _isNumber) = (number, true);

    private ViewValue(object? reference) => _reference = reference;

    internal bool TryNumber(out long number)
    {
        number = _number;
        return _isNumber;
    }

    internal object? Reference => _reference;

    public static ViewValue FromInt64(long value) => new(value);

    public static ViewValue FromNullableInt64(long? value) => value is { } number ? new(number) : default;

    public static ViewValue FromBoolean(bool value) => new(value ? 1 : 0);

    public static ViewValue FromString(string? value) => new(value);

    public static ViewValue FromBytes(byte[]? value) => new(value);

    public static implicit operator ViewValue(long value) => FromInt64(value);

    public static implicit operator ViewValue(long? value) => FromNullableInt64(value);

    public static implicit operator ViewValue(bool value) => FromBoolean(value);

    public static implicit operator ViewValue(string? value) => FromString(value);

    public static implicit operator ViewValue(byte[]? value) => FromBytes(value);
}
