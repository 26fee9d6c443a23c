/// Values as small numbers: a state that holds numbers alone is copied, compared and hashed as plain memory.
final class Interner<Value: Hashable> {
  private var values: [Value] = []
  private var numbers: [Value: Int] = [:]

  /// - Parameter first: the values that get the numbers from 0 on.
  init(_ first: [Value] = []) { for value in first { _ = number(of: value) } }

  func number(of value: Value) -> Int {
    if let number = numbers[value] { return number }
    values.append(value)
    numbers[value] = values.count - 1
    return values.count - 1
  }

  subscript(number: Int) -> Value { values[number] }
}
